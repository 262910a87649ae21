export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

export interface CompletionOption {
  flags: readonly string[]
  takesValue: boolean
  takesFile: boolean
  choices: readonly string[]
  summary: string
}

/** A command as the completion sees it. */
export interface CompletionNode {
  name: string
  aliases: readonly string[]
  summary: string
  options: readonly CompletionOption[]
  /** Fixed words that its arguments take. */
  words: readonly string[]
  children: readonly CompletionNode[]
}

/** The completion script of one shell; static text, so that a Tab starts no program. */
export function renderCompletion(shell: Shell, root: CompletionNode): string {
  switch (shell) {
    case 'bash':
      return bash(root)
    case 'zsh':
      return zsh(root)
    case 'fish':
      return fish(root)
    default:
      return shell satisfies never
  }
}

interface Flat {
  /** "runner job submit"; aliases have paths of their own. */
  path: string
  node: CompletionNode
}

function flatten(node: CompletionNode, prefix = ''): Flat[] {
  return [node.name, ...node.aliases].flatMap((name) => {
    const path = prefix === '' ? name : `${prefix} ${name}`
    return [{ path, node }, ...node.children.flatMap((child) => flatten(child, path))]
  })
}

function bash(root: CompletionNode): string {
  const all = flatten(root)
  const words = all.map(({ path, node }) => `    ${quote(path)}) words=${quote([...node.children.map((child) => child.name), ...node.words, ...node.options.flatMap((option) => option.flags)].join(' '))} ;;`)
  const values = valueCases(all).map(({ pattern, option }) =>
    option.choices.length > 0 ? `    ${pattern}) COMPREPLY=($(compgen -W ${quote(option.choices.join(' '))} -- "$current")); return ;;` : `    ${pattern}) ${option.takesFile ? 'COMPREPLY=($(compgen -f -- "$current")); ' : ''}return ;;`,
  )
  return `# bash completion of runner; source it, or save it as /etc/bash_completion.d/runner
_runner() {
  local current=\${COMP_WORDS[COMP_CWORD]} path=runner words= word index=1
  COMPREPLY=()
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word=\${COMP_WORDS[index]}
    case "$path $word" in
${all.filter(({ path }) => path.includes(' ')).map(({ path }) => `      ${quote(path)}) path=${quote(path)} ;;`).join('\n')}
    esac
    index=$((index + 1))
  done
  case "$path \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
  esac
  case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _runner runner
`
}

function zsh(root: CompletionNode): string {
  const all = flatten(root)
  const describe = (node: CompletionNode) => [
    ...node.children.map((child) => `${colonless(child.name)}:${child.summary}`),
    ...node.words,
    ...node.options.flatMap((option) => option.flags.map((flag) => `${flag}:${option.summary}`)),
  ]
  const cases = all.map(({ path, node }) => `    ${quote(path)}) words_=(${describe(node).map(quote).join(' ')}) ;;`)
  const values = valueCases(all).map(({ pattern, option }) => `    ${pattern}) ${option.choices.length > 0 ? `compadd -- ${option.choices.map(quote).join(' ')}` : option.takesFile ? '_files' : ':'}; return ;;`)
  return `#compdef runner
_runner() {
  local path_=runner word index=2
  local -a words_
  while (( index < CURRENT )); do
    word=\${words[index]}
    case "$path_ $word" in
${all.filter(({ path }) => path.includes(' ')).map(({ path }) => `      ${quote(path)}) path_=${quote(path)} ;;`).join('\n')}
    esac
    (( index++ ))
  done
  case "$path_ \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$path_" in
${cases.join('\n')}
  esac
  _describe -t commands runner words_
}
if [ "$funcstack[1]" = "_runner" ]; then
  _runner "$@"
else
  compdef _runner runner
fi
`
}

function fish(root: CompletionNode): string {
  const lines = ['# fish completion of runner; save it as ~/.config/fish/completions/runner.fish', 'complete -c runner -f']
  for (const child of root.children) {
    lines.push(`complete -c runner -n __fish_use_subcommand -a ${child.name} -d ${fishQuote(child.summary)}`)
  }
  for (const option of root.options) lines.push(fishOption(option, '__fish_use_subcommand'))
  for (const child of root.children) {
    const seen = `__fish_seen_subcommand_from ${[child.name, ...child.aliases].join(' ')}`
    for (const option of child.options) lines.push(fishOption(option, seen))
    for (const word of child.words) lines.push(`complete -c runner -n ${fishQuote(seen)} -a ${word}`)
    const names = child.children.flatMap((grandchild) => [grandchild.name, ...grandchild.aliases])
    for (const grandchild of child.children) {
      lines.push(`complete -c runner -n ${fishQuote(`${seen}; and not __fish_seen_subcommand_from ${names.join(' ')}`)} -a ${grandchild.name} -d ${fishQuote(grandchild.summary)}`)
      const deep = `${seen}; and __fish_seen_subcommand_from ${[grandchild.name, ...grandchild.aliases].join(' ')}`
      for (const option of grandchild.options) lines.push(fishOption(option, deep))
    }
  }
  return `${lines.join('\n')}\n`
}

function fishOption(option: CompletionOption, condition: string): string {
  const parts = [`complete -c runner -n ${fishQuote(condition)}`]
  for (const flag of option.flags) parts.push(flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)
  if (option.choices.length > 0) parts.push(`-x -a ${fishQuote(option.choices.join(' '))}`)
  else if (option.takesFile) parts.push('-r -F')
  else if (option.takesValue) parts.push('-x')
  if (option.summary !== '') parts.push(`-d ${fishQuote(option.summary)}`)
  return parts.join(' ')
}

/** Shell patterns "path flag" for the options whose next word is a value. */
function valueCases(all: readonly Flat[]): { pattern: string; option: CompletionOption }[] {
  return all.flatMap(({ path, node }) =>
    node.options.filter((option) => option.takesValue).map((option) => ({ pattern: option.flags.map((flag) => quote(`${path} ${flag}`)).join('|'), option })),
  )
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function colonless(text: string): string {
  return text.replaceAll(':', '\\:')
}
