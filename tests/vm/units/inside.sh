# In the container, as root: each expectation is tried for half a minute. The results go to /data/results, what was run to /data/trace.
exec 2>/data/trace
set -x
results=/data/results
say() { echo "$1" >>$results; }

# expect WHAT COMMAND: a shell text that must come true.
expect() {
  for _ in $(seq 150); do
    if eval "$2" >/dev/null; then say "ok: $1"; return; fi
    sleep 0.2
  done
  say "FAILED: $1"
  { watchkeeper watches list; watchkeeper watches history --output; watchkeeper watches conditions; journalctl -u watchkeeper -n 40 --no-pager; } >>$results 2>&1
}
line() { echo "$1" >>/data/log; }
history() { watchkeeper watches history "$1" --json; }
is_active() { watchkeeper watches conditions --json | grep -q "\"condition\":\"$1\",\"key\":\"$2\""; }
pid_of() { systemctl show -P MainPID "$1"; }

touch /data/log
mkfifo /run/site-server.pipe
systemd-sysusers
systemd-tmpfiles --create watchkeeper.conf
systemctl daemon-reload
systemctl start site-server site-worker site-forbidden
systemctl start watchkeeper
expect "the daemon says READY from within its sandbox" "systemctl is-active watchkeeper"
daemon=$(pid_of watchkeeper)
expect "it is its own user, with no way to more rights" "[ \$(stat -c %U /proc/$daemon) = watchkeeper ] && grep -q '^NoNewPrivs:.1' /proc/$daemon/status && grep -q '^Seccomp:.2' /proc/$daemon/status"
expect "it sees /usr read-only" "nsenter -t $daemon -m findmnt -no OPTIONS -T /usr | grep -qw ro"
expect "config check misses no drop-in" "watchkeeper config check"
expect "it watches" "watchkeeper watches list --json | grep -q '\"name\":\"command\",\"state\":\"watching\"'"
sleep 2

line 'do $(id); x "y" {z}'
expect "a command runs outside the sandbox, its captures as they are" \
  "[ \"\$(cat /usr/outside)\" = '\$(id); x \"y\" {z}|\$(id); x \"y\" {z}|root|0' ]"
expect "it was a transient unit of its own; its output and exit status are on record" "history command | grep 'watchkeeper-action-command' | grep -q '\"exit\":3'"
printf 'do \033[1m\r\377 %% ${WATCH} $$ \\\n' >>/data/log
printf '\033[1m\r\357\277\275 %% ${WATCH} $$ \\| [1m \357\277\275 %% ${WATCH} $$ \\|root|0\n' >/data/expected
expect "also with control characters, bytes that are no text, and what systemd would fill in" "cmp /usr/outside /data/expected"
head -c 300000 /dev/zero | tr '\0' x | sed 's/^/do /; s/$/\n/' >>/data/log
expect "also with a line that is longer than an argument may be" "[ \$(stat -c %s /usr/outside) -gt 60000 ]"
line 'as nobody'
expect "a command runs as the user that was asked for" "history as-nobody | grep -q '\"output\":\"nobody'"
line 'get stuck'
expect "a command that ignores SIGTERM is killed when its time is up" "history stuck | grep -q 'did not end within 2 s'"
expect "and all that it started with it" "! pgrep -f 'sleep 7654'"
expect "what it printed is kept" "history stuck | grep -q '\"output\":\"began'"
expect "no transient unit is left" "! systemctl list-units --all --plain --no-legend 'watchkeeper-action-*' | grep -q ."

before=$(pid_of site-server)
echo 'WARN - reconnecting to bitcoind: no reply from daemon' >/run/site-server.pipe
expect "a unit's line restarts it, through polkit" "[ \$(pid_of site-server) != $before ] && [ \$(pid_of site-server) != 0 ]"
line 'reload the server'
expect "a unit is reloaded" "[ -e /run/site-server.reloaded ]"
systemctl stop site-worker
expect "a unit that was stopped is started again" "systemctl is-active site-worker && history comes-back | grep -q succeeded"
watchkeeper watches silence comes-back 1h
line 'stop the worker'
expect "a unit is stopped" "! systemctl is-active site-worker"
line 'start the worker'
expect "a unit is started" "systemctl is-active site-worker"
forbidden=$(pid_of site-forbidden)
line 'touch the forbidden'
expect "a unit that the rules do not name is refused, with polkit's sentence" "history forbidden | grep -i '\"status\":\"failed\"' | grep -qi 'authentication required\|access denied'"
expect "and is untouched" "[ \$(pid_of site-forbidden) = $forbidden ]"
line 'touch the missing'
expect "a unit that is not there fails with a sentence" "history missing | grep -q '\"status\":\"failed\"'"

systemctl start site-fails
expect "a failed unit raises the default condition" "is_active unit-failed site-fails.service"
systemctl reset-failed site-fails
expect "which is over when it no longer has failed" "! is_active unit-failed site-fails.service"
systemctl start site-crashes
expect "a unit that restarts again and again raises" "is_active unit-restarting site-crashes.service"
systemctl stop site-crashes

greedy=greedy$RANDOM
echo $greedy >/data/wants-oom
expect "the kernel kills for want of memory, and that raises" "is_active oom-kill $greedy"

# The journal stops, and comes back; what its unit says meanwhile waits in the socket.
systemctl stop systemd-journald.socket systemd-journald-dev-log.socket systemd-journald-audit.socket systemd-journald
sleep 1
systemctl start systemd-journald.socket systemd-journald-dev-log.socket systemd-journald
systemctl restart site-server
before=$(pid_of site-server)
echo 'WARN - reconnecting to bitcoind: no reply from daemon' >/run/site-server.pipe
expect "after journald was stopped and started the journal is still watched" "[ \$(pid_of site-server) != $before ] && [ \$(history restarts-server | wc -l) = 2 ]"

# A daemon that dies suddenly leaves its command's unit running: the next one ends it, and begins anew.
long_units() { systemctl list-units --state=active --plain --no-legend 'watchkeeper-action-long-*' | cut -d' ' -f1; }
line 'take long'
expect "a long command runs in a unit" "[ \$(long_units | wc -l) = 1 ]"
sleep 3
left=$(long_units)
kill -KILL "$(pid_of watchkeeper)"
expect "what a killed daemon left running is ended by the next one" "! systemctl is-active $left && systemctl is-active watchkeeper"
expect "and begun anew, once" "[ \$(long_units | wc -l) = 1 ] && [ \$(long_units) != $left ] && [ \$(history long | wc -l) = 1 ]"
daemon=$(pid_of watchkeeper)

systemctl restart watchkeeper
expect "an orderly stop ends it, and it is not begun again" "history long | grep -q interrupted && [ -z \"\$(long_units)\" ]"
expect "a restart of the daemon keeps what was done" "[ \$(history restarts-server | wc -l) = 2 ] && [ \$(pid_of watchkeeper) != $daemon ]"
expect "and stops cleanly" "journalctl -u watchkeeper --no-pager | grep -q 'Deactivated successfully'"
say "done"
