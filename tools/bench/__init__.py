"""The benchmark: `make bench` measures everything in one run and writes docs/benchmarks.md.

One module a concern: the register that is measured, the processes, the servers, the peer, the load, edits from another
process, pages in process, cost against size, documents, the machine, the chart, the report.
"""
