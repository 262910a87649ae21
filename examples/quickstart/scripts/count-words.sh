#!/bin/sh -e
# Counts the words of an output of an earlier step: the outputs file of step n
# (from 0) is n.nuon-outputs.json in the job's folder.
greeting=$(sed -n 's/^greeting=//p' "$NUON_ACTIONS_ROOT/0.nuon-outputs.json")
words=$(echo "$greeting" | wc -w | tr -d ' ')
echo "\"$greeting\" has $words words"
echo "words=$words" >> "$NUON_ACTIONS_OUTPUT_FILEPATH"
