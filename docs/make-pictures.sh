#!/usr/bin/env bash
# Makes docs/summary.png and docs/department.png again from the sample batch.
# Needs LibreOffice, poppler (pdftoppm) and a Chinese font.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Exit 1 means the samples hold errors, which is why they are there.
cargo run --release --quiet -- batch sample_workbooks --roster sample_workbooks/名册.csv --out "$work/out" \
    --deadline 2024-04-15 --contact "绩效股 0799-0000000" --quiet || [[ $? -eq 1 ]]

# picture <workbook> <page> <name>: one printed page as docs/<name>.png
picture() {
    soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work/$3" "$1" >/dev/null 2>&1
    pdftoppm -png -r 80 -f "$2" -l "$2" -singlefile "$work/$3/"*.pdf "docs/$3"
}

picture "$work/out/汇总表.xlsx" 1 summary
picture "$work/out/问题反馈/001_区人大常委会.xlsx" 1 department
