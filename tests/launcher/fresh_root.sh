#!/bin/bash
# Prove the launcher on an empty Debian: a debootstrap root with python3 and neither pip nor venv.
#
#   sudo tests/launcher/fresh_root.sh [FOLDER]        (SUITE=trixie for Debian 13)
#
# Needs root, debootstrap and git; uses this machine's apt mirror, certificates and pip settings.
# FOLDER keeps the bare root for the next run. Takes about three minutes and 1 GB.
set -euo pipefail

repo=$(cd "$(dirname "$0")/../.." && pwd)
suite=${SUITE:-bookworm}
folder=${1:-$(mktemp -d)}
bare=$folder/bare-$suite
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)}
failures=0
offline=

heading() { printf '\n== %s\n' "$*"; }
verdict() { # verdict WHAT STATUS
    if [ "$2" = 0 ]; then echo "ok      $1"; else echo "FAILED  $1"; failures=$((failures + 1)); fi
}

make_bare_root() {
    [ -e "$bare/ready" ] && return
    rm -rf "$bare"
    debootstrap --variant=minbase --include=python3,ca-certificates "$suite" "$bare" "$mirror" \
        >"$folder/debootstrap.log" 2>&1 || { tail -n 5 "$folder/debootstrap.log"; exit 1; }
    # What this machine needs to reach its mirrors, it needs in there too.
    cp -L --remove-destination /etc/ssl/certs/ca-certificates.crt "$bare/etc/ssl/certs/"
    for file in /etc/pip.conf /etc/apt/apt.conf.d/*proxy* /etc/apt/apt.conf.d/*cert*; do
        if [ -f "$file" ]; then cp --parents "$file" "$bare"; fi
    done
    chroot "$bare" useradd --create-home resident
    touch "$bare/ready"
}

new_root() { # new_root NAME: a copy of the bare root with a clean clone, at $root
    root=$folder/$1
    rm -rf --one-file-system "$root"
    cp -a "$bare" "$root"
    cp -L /etc/resolv.conf "$root/etc/resolv.conf"
    git -c safe.directory='*' clone -q --no-local "$repo" "$root/srv/tongxin"
}

inside() { # inside USER COMMAND: run it in $root, seeing /proc, with only the network's settings
    local user=$1 settings=()
    while IFS= read -r name; do
        case $name in
            PIP_FIND_LINKS) ;; # folders of this machine; the locks need none
            PIP_* | SSL_CERT_* | REQUESTS_CA_BUNDLE | *_proxy | *_PROXY) settings+=("$name=${!name}") ;;
        esac
    done < <(compgen -e)
    # The mounts live in a namespace of their own, and so end with the command.
    unshare --mount --pid --fork ${offline:+--net} bash -c '
        mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" || exit 99
        exec chroot --userspec="$1" "$0" env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
            HOME="$2" "${@:4}" /bin/sh -c "$3"' \
        "$root" "$user" "$([ "$user" = root ] && echo / || echo /home/resident)" "$2" "${settings[@]}"
}

one_line() { # one_line STATUS FILE WORD: the command failed with a single line that has the word
    [ "$1" = 1 ] && [ "$(wc -l <"$2")" = 1 ] && grep -q -- "$3" "$2"
}

mkdir -p "$folder"
out=$folder/output
heading "a Debian $suite root with python3 only"
make_bare_root

heading "not root, no pip anywhere: one line, exit 1"
new_root first
chown -R --reference="$root/home/resident" "$root/srv/tongxin"
status=0; inside resident 'cd /srv/tongxin && ./tongxin --help' >"$out" 2>&1 || status=$?
cat "$out"
one_line "$status" "$out" 'apt-get install -y python3-venv' && status=0 || status=1
verdict "one line that says what to run" "$status"

heading "root, no pip anywhere: apt brings it"
new_root second
status=0; inside root 'cd /srv/tongxin && ./tongxin --help' >"$out" 2>&1 || status=$?
cat "$out"; verdict "first start" "$status"
status=0; inside root 'cd / && ln -s /srv/tongxin/tongxin /usr/local/bin/tongxin && tongxin --version' >"$out" 2>&1 || status=$?
cat "$out"; verdict "second start, through a link, from elsewhere" "$status"
[ "$(wc -l <"$out")" = 1 ] && status=0 || status=1
verdict "second start did nothing but hand over" "$status"
status=0; inside root 'cd /srv/tongxin && ./tongxin test -k tidy' >"$out" 2>&1 || status=$?
tail -n 40 "$out"; verdict "tongxin test -k tidy" "$status"

heading "not root, python3-venv there"
mv "$root/srv/tongxin" "$root/srv/old"
git -c safe.directory='*' clone -q --no-local "$repo" "$root/srv/tongxin"
chown -R --reference="$root/home/resident" "$root/srv/tongxin"
status=0; inside resident 'cd /tmp && /srv/tongxin/tongxin --help' >"$out" 2>&1 || status=$?
cat "$out"; verdict "first start" "$status"

heading "the demo, with payments at fake providers and a printer, by a script"
cat >"$root/tmp/script" <<'EOF'
0:02 scan SALT
0:03 press qr
0:06 phone
0:10 end
EOF
status=0; inside resident 'cd /srv/tongxin && ./tongxin demo --days 1 --port 0 --script /tmp/script --dir /tmp/kept' >"$out" 2>&1 || status=$?
tail -n 6 "$out"; verdict "tongxin demo" "$status"
status=0; inside resident 'cd /srv/tongxin && ./tongxin verify --book /tmp/kept/book.db' >"$out" 2>&1 || status=$?
tail -n 2 "$out"; verdict "tongxin verify on its book" "$status"

heading "not root, python3-pip there but no ensurepip"
new_root third
chown -R --reference="$root/home/resident" "$root/srv/tongxin"
inside root 'apt-get update -q && apt-get install -y -q --no-install-recommends python3-pip' >"$out" 2>&1 ||
    { tail -n 3 "$out"; verdict "apt-get install python3-pip" 1; }
inside root 'python3 -c "import ensurepip"' >/dev/null 2>&1 && verdict "no ensurepip in here" 1
offline=1
status=0; inside resident 'cd /srv/tongxin && ./tongxin --help' >"$out" 2>&1 || status=$?
grep -v 'making .venv\|installing' "$out" >"$out.line" || true; cat "$out"
one_line "$status" "$out.line" 'network' && status=0 || status=1
verdict "without a network: one line" "$status"
offline=
status=0; inside resident 'cd /srv/tongxin && ./tongxin --help' >"$out" 2>&1 || status=$?
cat "$out"; verdict "with it: first start" "$status"

heading "result"
if [ "$failures" = 0 ]; then echo "all as it should be"; else echo "$failures failed"; exit 1; fi
