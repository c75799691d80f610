#!/usr/bin/env bash
# All tests, from a fresh clone: installs what they need where it may, builds with warnings as errors, checks the formatting, runs every test project
# and ends with one line: N passed, N failed, N skipped. Tests whose package is missing and cannot be installed are left out, and named. A few tests that
# fail run once more, by themselves: what passes then is named as unsteady (the machine was too busy for it, or there is a race to be found), what fails again failed.
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1

CONFIGURATION=${CONFIGURATION:-Release}
results=artifacts/tests
mkdir -p "$results"

# Debian's packages that tests need, and what they need them for. A test that needs one says so: [Trait("Needs", "PACKAGE")].
packages=(
  "libsqlite3-0      the database itself"
  "libsystemd0       the journal reader"
  "systemd-journal-remote  journal files, made of exports"
  "postgresql        the store tests on PostgreSQL"
  "python3           the servers that tests talk to, and the original programs that reports are compared with"
  "python3-aiosmtpd  mail to a real SMTP server"
  "systemd           systemd-analyze on the units of packaging/"
  "faketime          clocks that are wrong"
  "man-db            the manual pages"
  "zsh               completion in zsh"
  "fish              completion in fish"
  "prometheus        queries and remote write against a real Prometheus"
  "prometheus-node-exporter  collectors compared with node_exporter"
  "victoria-metrics  remote write to a real VictoriaMetrics"
  "munin             a real Munin master that polls Watchkeeper"
  "munin-plugins-core  Munin's own plugins as collectors"
  "python3-statsd    statsd from Python's client"
  "chromium          the pages in a real browser"
  "util-linux        unshare: namespaces for clocks and disks"
)

missing=()
for entry in "${packages[@]}"; do
  package=${entry%% *}
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} …"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$results/install.log" 2>&1 \
    || echo "Some could not be installed; see $results/install.log."
fi

filters=()
for entry in "${packages[@]}"; do
  read -r package purpose <<<"$entry"
  if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "install ok installed"; then
    echo "Left out: $purpose, because the package $package is not installed and this user cannot install it."
    filters+=(-trait- "Needs=$package")
  fi
done
if [ "$(id -u)" != 0 ]; then
  echo "Left out: tests that need root (namespaces, other users), because this user is not root."
  filters+=(-trait- "Needs=root")
fi

fail() {
  echo "$1"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

echo "Building ($CONFIGURATION, warnings are errors) …"
dotnet build Watchkeeper.slnx -c "$CONFIGURATION" -v quiet -nologo >"$results/build.log" 2>&1 \
  || { grep -E "(error|warning) " "$results/build.log" | sort -u | head -40; fail "The build fails; see $results/build.log."; }

# Style is checked by the analyzers in the build; this is the white space, read from the files alone because loading the solution takes minutes.
echo "Checking the formatting …"
dotnet format whitespace . --folder --verify-no-changes --exclude artifacts dist web >"$results/format.log" 2>&1 \
  || { head -20 "$results/format.log"; fail "The formatting differs; make format mends it."; }

# The interface is committed as built; where Node is, it is built anew and must come out the same.
if command -v npm >/dev/null && [ -d web ]; then
  echo "Building the interface anew …"
  (cd web && npm ci --no-audit --no-fund && npm run build && npx vitest run) >"$results/web.log" 2>&1 \
    || { tail -20 "$results/web.log"; fail "The interface does not build, or its tests fail; see $results/web.log."; }
  git diff --exit-code --stat -- web/dist >"$results/web-dist.log" 2>&1 && [ -z "$(git ls-files --others --exclude-standard web/dist)" ] \
    || { cat "$results/web-dist.log"; fail "web/dist is not what web/ builds; run npm run build in web/ and commit it."; }
else
  echo "Left out: the pages in a real browser, the build of the interface and statsd's clients of npm, because Node.js and npm are not installed."
  filters+=(-trait- "Needs=chromium" -trait- "Needs=npm")
fi

summary() { # summary LOG: total, errors, failed, skipped and not run, of xunit's last line.
  sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$1" | tail -1
}
failing() { # failing LOG: the methods that failed.
  sed -nE 's/^ +(Watchkeeper\.[A-Za-z0-9_.]+)(\(.*| )\[FAIL\].*/\1/p' "$1" | sort -u
}
folder=$(tr '[:upper:]' '[:lower:]' <<<"$CONFIGURATION")
run() { # run PROJECT LOG ARGUMENTS…: one that hangs is ended and named, rather than waited for.
  timeout --kill-after=10 1200 "artifacts/bin/$1/$folder/$1" -noColor -noLogo -reporter verbose -longRunning 120 "${@:3}" >"$2" 2>&1 </dev/null
}

passed=0 failed=0 skipped=0 unsteady=()
for project in Watchkeeper.Tests Watchkeeper.EndToEnd; do
  echo "Running $project …"
  log="$results/$project.log" again="$results/$project.again.log"
  run $project "$log" -maxThreads 2 "${filters[@]}"
  code=$?
  [ $code != 124 ] || sed -nE 's/^ +(Watchkeeper\.[^[]*[^ [])? *\[(STARTING|FINISHED)\].*/\1/p' "$log" | sort | uniq -c | awk '$1 % 2 { sub(/^ *[0-9]+ /, "still running: "); print }' | head
  grep -E -A 12 "\[(FAIL|SKIP)\]" "$log" | head -200
  read -r total errors failures skips unrun <<<"$(summary "$log")"
  if [ -z "$total" ]; then # A run that broke off is a failure.
    echo "$project broke off (exit code $code); see $log."
    failed=$((failed + 1))
    continue
  fi
  [ $code = 0 ] || [ $((failures + errors)) -gt 0 ] || errors=1

  mapfile -t methods < <(failing "$log")
  if [ ${#methods[@]} -gt 0 ] && [ ${#methods[@]} -le 5 ]; then
    echo "Running what failed once more, by itself …"
    arguments=()
    for method in "${methods[@]}"; do arguments+=(-method "$method"); done
    run $project "$again" -maxThreads 1 "${arguments[@]}"
    grep -E -A 12 "\[FAIL\]" "$again" | head -100
    read -r ran broken remaining _ <<<"$(summary "$again")"
    if [ "${ran:-0}" -ge "$failures" ] && [ "$broken" = 0 ]; then
      failures=$remaining
      mapfile -t -O ${#unsteady[@]} unsteady < <(comm -23 <(printf '%s\n' "${methods[@]}") <(failing "$again"))
    fi
  fi

  passed=$((passed + total - failures - skips - unrun))
  failed=$((failed + failures + errors))
  skipped=$((skipped + skips + unrun))
done

[ ${#unsteady[@]} = 0 ] || printf 'Unsteady, passed only when run by itself: %s\n' "${unsteady[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
