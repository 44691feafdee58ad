"""Runs the driver on a cluster of two local workers and compares what comes out with one batch of the same forms.

    python test_cluster.py PROGRAM FOLDER
"""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "sample_workbooks")
ROSTER = os.path.join(SAMPLES, "名册.csv")


def run_json(out):
    with open(os.path.join(out, "data", "run.json"), encoding="utf-8") as file:
        return json.load(file)


def main(program, folder):
    program, whole, dealt = os.path.abspath(program), os.path.join(folder, "whole"), os.path.join(folder, "dealt")
    subprocess.run([program, "batch", SAMPLES, "--out", whole, "--roster", ROSTER, "--year", "2023", "--quiet"])
    driver = [sys.executable, os.path.join(HERE, "jixiao_spark.py"), SAMPLES, dealt, "--roster", ROSTER]
    options = ["--year", "2023", "--partitions", "3", "--jixiao", program]
    master = {"PYSPARK_SUBMIT_ARGS": "--master local-cluster[2,1,1024] pyspark-shell"}
    ended = subprocess.run(driver + options, env={**os.environ, **master})
    assert ended.returncode in (0, 1), f"the driver ended with {ended.returncode}"
    one, other = run_json(whole), run_json(dealt)
    assert one["counts"]["departments"] == other["counts"]["departments"], (one["counts"], other["counts"])
    for key in ("forms", "counting_forms", "indicators", "budget", "executed", "own_scores", "recomputed_scores"):
        assert one["control_totals"][key] == other["control_totals"][key], key
    assert len(other["parts"]) == 3
    print("one batch and three partitions give the same departments and the same totals")


if __name__ == "__main__":
    main(*sys.argv[1:])
