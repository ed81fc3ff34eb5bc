#!/usr/bin/env bash
# All labelling networks on the same data for the same number of steps, and their table.
#
#     benchmarks/labellers.sh CAMVID runs/labellers
#
# Widths are fractions of the papers', so that two processor cores need about an hour.
# The context of `dilated` stands on the front end that was trained before it, and so had
# twice the steps; `street` is trained with and without what its trunk learned before.
set -euo pipefail
data=$1 to=$2
steps=${STEPS:-600}

teach() { # folder, recipe, settings, more
    local folder=$to/$1 recipe=$2 settings=$3
    shift 3
    [ -f "$folder/done" ] && return
    rm -rf "$folder"
    kerasdense train "$recipe" "$folder" --data "camvid:$data" --no-check "$@" \
        --set "$settings steps=$steps batch=4 score_every=200 learning_rate=1e-3"
    touch "$folder/done"
}

fast=precision=mixed_bfloat16
fcn="optimizer=adam patch=192 pad_free=true $fast"
teach fcn-32s fcn "$fcn width=0.25 stride=32"
teach fcn-16s fcn "$fcn width=0.25 stride=16 at_once=true"
teach fcn-8s fcn "$fcn width=0.25 stride=8 at_once=true"
teach fcn-alexnet fcn "$fcn width=0.5 trunk=alexnet stride=32"
teach fcn-googlenet fcn "$fcn width=0.5 trunk=googlenet stride=32"
teach fcn-lite0 fcn "$fcn trunk=efficientnet_lite0 stride=8 at_once=true precision=float32"
segnet="optimizer=adam patch=192 balance=none $fast"
teach segnet segnet "$segnet width=0.25"
teach segnet-basic segnet_basic "$segnet width=0.5"
teach bayesian-segnet-basic segnet_basic "$segnet width=0.5 bayesian=true"
teach unet unet_labels "patch=192 balance=false $fast"
dilated="optimizer=adam patch=128 width=0.125 every=1 mean=camvid $fast"
teach dilated-front dilated "$dilated"
teach dilated dilated "$dilated stage=context" --from "$to/dilated-front"
teach street-scratch segment_street "patch=192 balance=0 imagenet=false"
teach street segment_street "patch=192 balance=0"

cd "$to"
kerasdense compare fcn-32s fcn-16s fcn-8s fcn-alexnet fcn-googlenet fcn-lite0 segnet \
    segnet-basic bayesian-segnet-basic unet dilated-front dilated street-scratch street \
    --data "camvid:$data" --size 360x480 --json compare.json --figure compare.png
