# What shells do all day.
echo one two three | tr ' ' '\n' | sort -r | head -2
cat <<HERE
a here-document with $((6 * 7)) and $(echo a command)
HERE
cat <<<"a here-string"
x=$(printf '%s\n' a b c | wc -l); echo "x is $x"
for i in 1 2 3; do (sleep 0.0$i; exit $i) & pids="$pids $!"; done
for p in $pids; do wait "$p"; echo "status $?"; done
(exit 5) | true; echo "${PIPESTATUS[@]}"
set -o pipefail; false | true; echo "pipefail $?"; set +o pipefail
diff <(seq 5) <(seq 2 6)
exec 7>out; echo to seven >&7; exec 7>&-; cat out
trap 'echo trapped USR1' USR1; kill -USR1 $$
{ sleep 100 & } 2>/dev/null; kill $!; wait $! 2>/dev/null; echo "killed: $?"
{ bash -c 'kill -SEGV $$'; } 2>/dev/null; echo "segv: $?"
(ulimit -n 20; ulimit -n)
mkdir -p a/b/c; touch a/b/c/{1..5}; echo a/b/c/*; shopt -s globstar; echo a/**
[[ -d a && ! -e none && out -nt /etc/passwd ]] && echo tests
printf '%s|' "${BASH_SOURCE[@]##*/}" "$#"; echo
read -r -t 0.05 line < <(sleep 0.2; echo late) || echo "read timed out"
coproc cat; echo "to the co-process" >&"${COPROC[1]}"; read -r line <&"${COPROC[0]}"; echo "$line"; kill "$COPROC_PID"; wait "$COPROC_PID" 2>/dev/null
yes | head -100000 | md5sum
seq 100000 | awk '{ s += $1 } END { print s }'
nosuchcommand 2>/dev/null; echo "not found: $?"
/etc/passwd 2>/dev/null; echo "not executable: $?"
umask 077; touch private; stat -c %a private
timeout 0.1 sleep 10; echo "timeout: $?"
trap 'echo bye' EXIT
