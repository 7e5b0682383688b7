# A terminal multiplexer without a terminal: types into a window and reads its screen.
export TERM=xterm HOME=/tmp LC_ALL=C.UTF-8

# Waits until the screen has a line.
shows() {
  until tmux capture-pane -p | grep -q "$1"; do sleep 0.05; done
}

tmux -f /dev/null new-session -d -x 60 -y 12 'PS1="$ " bash --norc --noprofile'
shows '^\$'
tmux send-keys 'echo hello $((6 * 7))' Enter
shows '^hello 42'
tmux send-keys 'stty size; tty | tr 0-9 N' Enter
shows '^/dev/pts/N'
tmux capture-pane -p
tmux kill-server
echo "$?"
