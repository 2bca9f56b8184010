#!/usr/bin/env bash
#
# A real Asterisk for the test suites, on loopback only.
#
#   asterisk.sh install    put Asterisk into a Debian sid chroot; again: does nothing
#   asterisk.sh run        write the configuration and run in the foreground; ends with its parent
#   asterisk.sh start      the same in the background, until it answers
#   asterisk.sh stop       end the instance that `start` started
#   asterisk.sh cli CMD    one Asterisk command in the running instance
#   asterisk.sh certificate   print the certificate of AMI over TLS
#   asterisk.sh missing    say in a line why it cannot work here; says nothing where it can
#
# Debian stable carries no Asterisk, so the packages come from sid and stay in a chroot. Every mount is
# made in a mount namespace of its own: nothing stays mounted when the process has gone, and the chroot
# may be removed with rm -rf at any time.
#
# Settings (environment): PEERS_DIR, PEERS_MIRROR, ASTERISK_NAME, ASTERISK_SIP_PORT, ASTERISK_AMI_PORT,
# ASTERISK_AMI_TLS_PORT, ASTERISK_WSS_PORT, ASTERISK_RTP_START, ASTERISK_RTP_END, ASTERISK_TRUNK (address:port), ASTERISK_TRUNK_MATCH, ASTERISK_SECRET.

set -euo pipefail

peers=${PEERS_DIR:-$HOME/.cache/peers}
name=${ASTERISK_NAME:-main}
sip_port=${ASTERISK_SIP_PORT:-5060}
ami_port=${ASTERISK_AMI_PORT:-5038}
ami_tls_port=${ASTERISK_AMI_TLS_PORT:-5039}
wss_port=${ASTERISK_WSS_PORT:-8089}
rtp_start=${ASTERISK_RTP_START:-10000}
rtp_end=${ASTERISK_RTP_END:-10999}
trunk=${ASTERISK_TRUNK:-127.0.0.2:5062}
secret=${ASTERISK_SECRET:-loopback-only}
[[ $name =~ ^[a-z0-9-]+$ ]] || { echo "asterisk.sh: ASTERISK_NAME may hold a-z, 0-9 and - only" >&2; exit 2; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$peers/sid                        # the chroot
within=/var/lib/peers/hookswitch-$name # the instance, as Asterisk sees it
instance=$root$within                  # the instance, as this machine sees it
pidfile=$instance/pid
packages=(asterisk asterisk-modules asterisk-config openssl)

die() { echo "asterisk.sh: $*" >&2; exit 1; }

missing() {
  if [ "$(uname -s)" != Linux ]; then echo "needs Linux"
  elif [ ! -e /etc/debian_version ]; then echo "needs Debian (its packages are installed in a chroot)"
  elif [ "$(id -u)" != 0 ]; then echo "needs root (chroot and mount namespace)"
  elif ! unshare --mount true 2>/dev/null; then echo "may not make a mount namespace here"
  fi
}

# Runs a command in the chroot. /proc is mounted where nobody else sees it.
# shellcheck disable=SC2016
enter='root=$1; shift
  mount -t proc proc "$root/proc"
  [ -c "$root/dev/null" ] || mount --rbind /dev "$root/dev"
  exec chroot "$root" "$@"'
inside() { unshare --mount --propagation private -- /bin/sh -c "$enter" sh "$root" "$@"; }

installed() {
  [ -x "$root/usr/sbin/asterisk" ] || return 1
  local package
  for package in "${packages[@]}"; do
    grep -qsx 'Status: install ok installed' <(sed -n "/^Package: $package\$/,/^\$/p" "$root/var/lib/dpkg/status") || return 1
  done
}

# The mirror is the one that this machine's apt already uses, so that no host has to be written down here.
mirror() { apt-get indextargets --format "\$(REPO_URI)" "Created-By: Packages" 2>/dev/null | head -n 1; }

install_debootstrap() {
  command -v debootstrap >/dev/null && return
  apt-get -qq -o DPkg::Lock::Timeout=600 update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600 install --no-install-recommends debootstrap
}

prepare_chroot() {
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # packages start no service in here
  chmod 755 "$root/usr/sbin/policy-rc.d"
  # A mirror that is a snapshot may be older than its Release file allows.
  cat >"$root/etc/apt/apt.conf.d/90peers" <<-'EOF'
	Acquire::Check-Valid-Until "false";
	Acquire::Retries "3";
	APT::Install-Recommends "false";
	DPkg::Lock::Timeout "900";
	EOF
  cp -f /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
  cp -f /etc/hosts "$root/etc/hosts" 2>/dev/null || true
}

install() {
  local why log=$peers/install-asterisk.log
  why=$(missing); [ -z "$why" ] || die "$why"
  mkdir -p "$peers"
  exec 9>"$peers/.install.lock" # one installer at a time
  flock 9
  installed && return
  {
    install_debootstrap
    # Absent, or left half made by an earlier attempt that was interrupted.
    if [ ! -e "$root/var/lib/dpkg/info/base-files.list" ] || [ -d "$root/debootstrap" ]; then
      debootstrap --variant=minbase sid "$root" "${PEERS_MIRROR:-$(mirror)}"
    fi
    prepare_chroot
    inside apt-get -qq update
    inside env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -qq -y install "${packages[@]}"
  } >>"$log" 2>&1 </dev/null || die "the installation failed, see $log"
  installed || die "the packages are not there, see $log"
}

# Fills the marks of every file in asterisk/ and writes it into the instance.
configure() {
  local file modules
  modules=$(cd "$root" && echo usr/lib/*/asterisk/modules)
  rm -rf "$instance/etc"
  mkdir -p "$instance"/{etc,lib,db,log,run,spool,keys/keys,sounds}
  for file in "$here"/asterisk/*.conf; do
    sed -e "s|@WITHIN@|$within|g" -e "s|@MODULES@|/$modules|g" -e "s|@SECRET@|$secret|g" \
      -e "s|@SIP_PORT@|$sip_port|g" -e "s|@AMI_PORT@|$ami_port|g" \
      -e "s|@AMI_TLS_PORT@|$ami_tls_port|g" -e "s|@WSS_PORT@|$wss_port|g" \
      -e "s|@RTP_START@|$rtp_start|g" -e "s|@RTP_END@|$rtp_end|g" \
      -e "s|@TRUNK@|$trunk|g" -e "s|@TRUNK_ADDRESS@|${ASTERISK_TRUNK_MATCH:-${trunk%:*}}|g" \
      "$file" >"$instance/etc/$(basename "$file")"
  done
  # What people are told to put into their Asterisk is what the suites run with.
  for file in manager extensions confbridge; do
    sed -e "s|change-me|$secret|" -e 's|192\.0\.2\.10|127.0.0.1|' \
      "$here/../../docs/asterisk/$file.conf" >"$instance/etc/hookswitch-$file.conf"
  done
  # Configuration files that Asterisk complains about when it does not find them.
  for file in acl ccss cdr cel cli cli_aliases cli_permissions codecs dnsmgr dsp enum pjproject queuerules \
    sorcery stasis udptl; do
    : >"$instance/etc/$file.conf"
  done
  # Music and prompts are ten seconds of silence.
  [ -s "$instance/sounds/silence.ulaw" ] || head -c 80000 /dev/zero | tr '\0' '\377' >"$instance/sounds/silence.ulaw"
  # For AMI and browser phones over TLS; nobody but a test has a reason to trust it.
  [ -s "$instance/keys/peer.crt" ] || inside openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$within/keys/peer.key" -out "$within/keys/peer.crt" >/dev/null 2>&1
  inside chown -R asterisk:asterisk "$within"
}

# The process lives in a process namespace of its own that dies with the caller, however the caller ends:
# a killed test run leaves no PBX behind. A shell stands first in it, because Asterisk would lose the signal of its
# parent's death when it becomes another user.
run() {
  installed || die "not installed: run '$0 install' first"
  configure
  rm -f "$instance/run/asterisk.ctl"
  exec setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child -- \
    /bin/sh -c "${enter/exec chroot/chroot}; exit" sh "$root" env HOME="$within" \
    asterisk -f -U asterisk -G asterisk -C "$within/etc/asterisk.conf"
}

# A hung Asterisk must not hang this script too.
cli() { timeout 10 unshare --mount --propagation private -- /bin/sh -c "$enter" sh "$root" \
  asterisk -C "$within/etc/asterisk.conf" -rx "$1"; }

running() { [ -e "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null; }

start() {
  running && die "instance '$name' runs already, pid $(cat "$pidfile")"
  mkdir -p "$instance"
  # A sleeping shell stands in as the parent that `run` dies with.
  setsid /bin/bash -c '"$0" run >"$1/console" 2>&1 </dev/null & wait' "$0" "$instance" >/dev/null 2>&1 &
  echo $! >"$pidfile"
  local try
  for try in $(seq 300); do
    cli 'core waitfullybooted' 2>/dev/null | grep -q 'fully booted' && return
    running || break
    sleep 0.1
  done
  tail -n 20 "$instance/console" >&2 || true
  stop
  die "it did not come up after $try tries"
}

stop() {
  running || { rm -f "$pidfile"; return 0; }
  timeout 10 bash -c "$(declare -f cli); root=$root within=$within enter='$enter' cli 'core stop now'" >/dev/null 2>&1 || true
  kill "$(cat "$pidfile")" 2>/dev/null || true
  rm -f "$pidfile"
}

case ${1:-} in
  install | run | start | stop | missing) "$1" ;;
  certificate) cat "$instance/keys/peer.crt" ;;
  cli) cli "${2:?which command?}" ;;
  *) sed -n '3,21s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
