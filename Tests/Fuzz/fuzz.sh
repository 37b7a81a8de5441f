#!/bin/bash
# Fuzzes the HTTP parser under AddressSanitizer: fuzz.sh [seconds, default 60] [corpus directory]
# Exit code 0: nothing found. A finding leaves a crash-* file in the working directory.
set -euo pipefail
seconds=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
corpus=${2:-$work/corpus}
mkdir -p "$corpus"
"$here/build.sh" "$here/FuzzTarget.swift" "$work/fuzz" -sanitize=fuzzer,address
printf '\200GET / HTTP/1.1\r\nHost: x\r\n\r\n' >"$corpus/get"
printf '\100POST /a?b=%%20c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.0\r\n\r\n' >"$corpus/two"
printf '\320POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n' >"$corpus/chunks"
cat >"$work/words" <<'WORDS'
"GET "
"POST "
"OPTIONS * "
" HTTP/1.1\x0D\x0A"
" HTTP/1.0\x0D\x0A"
"Host: x\x0D\x0A"
"Content-Length: 3\x0D\x0A"
"Transfer-Encoding: chunked\x0D\x0A"
"Connection: close\x0D\x0A"
"Expect: 100-continue\x0D\x0A"
"\x0D\x0A\x0D\x0A"
"0\x0D\x0A\x0D\x0A"
"%2e%2e/"
"http://x/"
WORDS
# Without this a crash leaves swift-backtrace waiting with the pipe open.
export SWIFT_BACKTRACE=enable=no
"$work/fuzz" -max_total_time="$seconds" -max_len=4096 -dict="$work/words" \
    -print_final_stats=1 -verbosity=0 "$corpus"
