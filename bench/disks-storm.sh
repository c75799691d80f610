#!/usr/bin/env bash
# A storm of 100,000 kernel lines a second for ten seconds on a whole daemon: what is seen and what is counted as lost, the memory, and how late canaries' events are.
# Usage: disks-storm.sh [PROGRAM]
# As the daemon is configured (src/Watchkeeper/Watchkeeper.csproj).
export DOTNET_gcConcurrent=0 DOTNET_TieredPGO=0 DOTNET_GCGen0MaxBudget=0x400000
exec "$(cd "$(dirname "$0")/.." && pwd)/artifacts/bin/Watchkeeper.Benchmarks/release/Watchkeeper.Benchmarks" disks-storm
