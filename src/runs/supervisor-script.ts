import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { RunnerError } from '../lib/errors.ts'

/** The programs that a supervisor calls, by absolute path: the PATH of a job must not choose them. */
export interface SupervisorTools {
  /** One or two words: busybox is called as `busybox sh`. */
  shell: readonly string[]
  cat: string
  wc: string
  mkfifo: string
  setsid: string
  env: string
}

const DIRECTORIES = ['/usr/bin', '/bin', '/usr/local/bin', '/usr/sbin', '/sbin']

/** @throws RunnerError RUNNER_UNSUPPORTED naming what is missing */
export function findSupervisorTools(shell = '/bin/sh'): SupervisorTools {
  const find = (name: string): string => {
    for (const directory of DIRECTORIES) {
      const path = join(directory, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // The next directory.
      }
    }
    throw new RunnerError('RUNNER_UNSUPPORTED', `runs need the program "${name}" (looked in ${DIRECTORIES.join(', ')}). Install coreutils and util-linux; on systems without setsid(1), such as macOS, runs are not supported yet`)
  }
  return { shell: shell.endsWith('busybox') ? [shell, 'sh'] : [shell], cat: find('cat'), wc: find('wc'), mkfifo: find('mkfifo'), setsid: find('setsid'), env: find('env') }
}

/**
 * The supervisor of one run, for any POSIX shell, in a session of its own. It
 * outlives the agent: per stream an appender writes the spool file, the exit
 * goes into a record that was preallocated, so that a full disk cannot lose it.
 *
 *   parked (waits for the spec on stdin, all slow forks done)
 *     └ spec ─▶ start record ─▶ exec of the program ─▶ "exit N" ─▶ streams at their end ─▶ "eof"
 *
 * Arguments: run directory, blocks of 512 bytes per stream (or `unlimited`).
 * Files: o, e (FIFOs), stdout, stderr (spool), exit, start, *.lost, sup.log.
 * The child is not started with `&`: async lists ignore SIGINT for good.
 */
export function supervisorScript(tools: SupervisorTools): string {
  const shell = tools.shell.join(' ')
  return `d=$1 q=$2; exec >/dev/null 2>>"$d/sup.log" 8<>"$d/exit"; trap : HUP INT QUIT TERM
${tools.mkfifo} -m 600 "$d/o" "$d/e" || exit 125
app() { trap '' HUP INT QUIT TERM XFSZ; exec 8>&-; ulimit -f "$q"
${tools.cat} >>"$d/$1" || ${tools.wc} -c 1<>"$d/$1.lost"; }
app stdout <"$d/o" & a=$!
app stderr <"$d/e" & b=$!
${tools.setsid} ${shell} -c 'exec >"$0/o" 2>"$0/e" 8>&- && exec ${shell} -s "$0"' "$d"
echo "exit $?" >&8; exec </dev/null
wait $a; wait $b
echo eof >&8
`
}

/**
 * The spec as shell text: what the waiting inner shell reads. It records its
 * own /proc stat line (pid and start ticks) before it becomes the program.
 */
export function specText(tools: SupervisorTools, spec: { command: string; args: readonly string[]; cwd: string; env: Readonly<Record<string, string>> }): string {
  const plain: string[] = []
  const odd: string[] = []
  for (const [name, value] of Object.entries(spec.env)) {
    if (name.includes('=') || name === '') continue
    // dash drops names that are no identifiers (spring.x): those go through env(1).
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) plain.push(`export ${name}=${quote(value)}`)
    else odd.push(quote(`${name}=${value}`))
  }
  const words = [...(odd.length === 0 ? [] : [tools.env, ...odd]), quote(spec.command), ...spec.args.map(quote)]
  return `{ read -r s </proc/$$/stat && echo "$s" 1<>"$1/start" || exit 125
cd ${quote(spec.cwd)} || exit 125
${plain.join('\n')}
set -- ${words.join(' ')}; exec "$@" </dev/null
}
`
}

/** In single quotes, for any POSIX shell. NUL cannot be in an argument: it is left out. */
export function quote(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "'\\''")}'`
}
