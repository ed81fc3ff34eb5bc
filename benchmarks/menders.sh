#!/usr/bin/env bash
# Each mending model against its classical rivals: the tables of docs/RESULTS.md, each
# image's scores as CSV, and pictures.
#
#     benchmarks/menders.sh DATA docs/measured
#
# DATA holds BSD68, kodak, PolyU, CC, Set14/HR, DDN, levin and BSDS500. What is measured
# already is not measured again. BM3D wants `pip install "kerasdense[baselines]"`.
set -euo pipefail
data=$1 to=$2
mkdir -p "$to"

score() { # name, data, option and its value or "", models
    local name=$1 on=$2 how=$3
    shift 3
    [ -f "$to/$name.csv" ] && return
    # $how is two words, or none
    # shellcheck disable=SC2086
    kerasdense compare "$@" --data "$on" $how --no-memory --rounds 1 \
        --overwrite --figure "$to/$name.png" --csv "$to/$name.csv"
}

for sigma in 15 25 50; do
    score "gray-$sigma" "images:$data/BSD68" "--noise $sigma" denoise-gray bm3d-gray
done
score color-25 "images:$data/kodak" "--noise 25" denoise-color bm3d-color

found=as-it-is-color
score real-polyu "polyu:$data/PolyU" "" $found denoise-real
score real-cc "cc:$data/CC" "" $found denoise-real

holes="telea navier-stokes biharmonic"
score holes-missing "images:$data/Set14/HR" "--damage missing:0.5" inpaint $holes
score holes-text "images:$data/Set14/HR" "--damage text" inpaint $holes
score blind-text "images:$data/Set14/HR" "--damage text" $found restore-text median-mend

menders="derain median-mend bilateral-mend"
score rain "rain:$data/DDN" "" $found $menders
score rain-made "images:$data/BSDS500/val/images" "--damage rain" $found $menders
score dirt-made "images:$data/BSDS500/val/images" "--damage dirt" $found clean-window $menders
score drops-made "images:$data/BSDS500/val/images" "--damage drops" $found clean-window $menders

wieners="unsupervised-wiener-blind wiener-blind richardson-lucy-blind"
score motion "images:$data/Set14/HR" "--damage motion:17+awgn:0-2.55" $found deblur $wieners
score levin "levin:$data/levin" "" $found deblur $wieners

dark="dark develop"
score dark-100 "images:$data/BSDS500/val/images" "--damage dark:100" $dark
score dark-250 "images:$data/BSDS500/val/images" "--damage dark:250" $dark
