"""Deals a large collection of forms out to a Spark cluster and puts the results together again.

    python jixiao_spark.py INPUTS OUT [--roster FILE] [--year YEAR] [--partitions N] [--jixiao PROGRAM]

Every partition of paths is one `jixiao batch --no-department-files` on some worker, its output folder goes to
OUT_parts/, and `jixiao merge` makes OUT of all parts. INPUTS, OUT and the roster must lie where every worker sees
them (a shared folder). A partition that fails is tried again by Spark, into its own folder, so nothing counts twice.
"""

import argparse
import os
import shutil
import subprocess
import sys

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".zip")


def forms(folder):
    """The paths of all spreadsheets below a folder, in order; lock files and hidden ones are none."""
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        usable = (name for name in sorted(names) if not name.startswith((".", "~$")))
        found += [os.path.join(root, name) for name in usable if name.lower().endswith(SUFFIXES)]
    return found


def batch(number, paths, options, parts):
    """Runs one part; gives the folder it was written to."""
    out = os.path.join(parts, f"{number:05}")
    shutil.rmtree(out, ignore_errors=True)
    command = [options.jixiao, "batch", "--paths-from", "-", "--out", out, "--no-department-files", "--quiet"]
    if options.roster:
        command += ["--roster", options.roster]
    if options.year:
        command += ["--year", options.year]
    ended = subprocess.run(command, input="\n".join(paths), text=True, capture_output=True)
    # 1 only says that some form has to be returned.
    if ended.returncode not in (0, 1):
        raise RuntimeError(f"part {number} ended with {ended.returncode}: {ended.stderr.strip()}")
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs")
    parser.add_argument("out")
    parser.add_argument("--roster")
    parser.add_argument("--year")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--jixiao", default="jixiao", help="the program, as every worker finds it")
    options = parser.parse_args()
    parts = os.path.abspath(options.out.rstrip("/")) + "_parts"
    options.roster = os.path.abspath(options.roster) if options.roster else None
    shutil.rmtree(parts, ignore_errors=True)
    os.makedirs(parts)

    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("jixiao").getOrCreate()
    try:
        paths = [os.path.abspath(path) for path in forms(options.inputs)]
        dealt = spark.sparkContext.parallelize(paths, min(options.partitions, max(len(paths), 1)))
        run = dealt.mapPartitionsWithIndex(lambda number, own: [batch(number, list(own), options, parts)])
        done = sorted(run.collect())
    finally:
        spark.stop()
    merged = subprocess.run([options.jixiao, "merge", *done, "--out", options.out, "--quiet"])
    sys.exit(merged.returncode)


if __name__ == "__main__":
    main()
