#!/usr/bin/env bash
# Makes the pictures of the READMEs again from the sample batch.
# Needs LibreOffice, poppler (pdftoppm, pdftotext) and a Chinese font.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Exit 1 means the samples hold errors, which is why they are there. The day is the day of the newest return.
SOURCE_DATE_EPOCH=1711065600 cargo run --quiet -- batch sample_workbooks --roster sample_workbooks/名册.csv \
    --out "$work/out" --bureau 某区财政局 --deadline 2024-04-15 --contact "绩效股 0799-0000000" --quiet >/dev/null || [[ $? -eq 1 ]]

# picture <workbook> <words of the page> <x> <y> <width> <height> <name>: a piece of a printed page as docs/<name>.png
picture() {
    local pdf page=1
    pdf="$work/$(basename "$1" .xlsx).pdf"
    [[ -f $pdf ]] || soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work" "$1" >/dev/null 2>&1
    until pdftotext -f $page -l $page "$pdf" - | tr -d '\n ' | grep -q "$2"; do page=$((page + 1)); done
    pdftoppm -png -r 80 -f $page -l $page -x "$3" -y "$4" -W "$5" -H "$6" -singlefile "$pdf" "docs/$7"
}

summary="$work/out/汇总表.xlsx"
department="$work/out/问题反馈/001_区人大常委会.xlsx"
picture "$summary" 审核情况总览 125 40 690 590 summary
picture "$summary" 绩效自评表退回通知 30 40 875 385 notices
picture "$department" 问题反馈 110 40 715 515 department
picture "$department" 标注：红色 25 10 610 760 marked
