#!/bin/sh -e
# Says the greeting of the first step louder.
greeting=$(sed -n 's/^greeting=//p' "$NUON_ACTIONS_ROOT/0.nuon-outputs.json")
shouted=$(echo "$greeting" | tr '[:lower:]' '[:upper:]')
echo "$shouted!"
echo "shouted=$shouted" >> "$NUON_ACTIONS_OUTPUT_FILEPATH"
