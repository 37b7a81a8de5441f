#!/bin/bash
# Compiles the pure HTTP parser together with one extra source file, outside the package:
#   build.sh EXTRA.swift OUTPUT [swiftc options...]
# JSON is built as a module of its own because Web imports it; Web and the extra file are one module.
set -euo pipefail
cd "$(dirname "$0")/../.."
extra=$1 output=$2
shift 2
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
features=(-swift-version 6 -enable-upcoming-feature InternalImportsByDefault
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature NonisolatedNonsendingByDefault)
swiftc -O "${features[@]}" -parse-as-library -module-name JSON -emit-module \
    -emit-module-path "$build/JSON.swiftmodule" -emit-library -static -o "$build/libJSON.a" \
    Sources/JSON/*.swift
swiftc -O "${features[@]}" "$@" -parse-as-library -module-name Reading -I "$build" \
    Sources/Web/*.swift "$extra" "$build/libJSON.a" -o "$output"
