# Everything that a fresh Debian 12 with a Swift 6 toolchain needs is done by the targets themselves; each may be
# run again, and is then fast.
.PHONY: demo build test lint bench eval-tracking eval-guidance clean

demo: build
	scripts/demo

build:
	scripts/install-packages build
	swift build -c release --product frameveil

test: lint
	scripts/install-packages test
	swift test --disable-xctest

lint:
	swift format lint --strict --recursive Sources Tests benchmarks pipelines Package.swift

# The main job beside the bare transcode, 1080p, three faces a frame: needs minutes.
bench: build
	benchmarks/run

# The tracker beside the rules that people use today, on synthetic truth: a minute.
eval-tracking:
	swift run -c release evaluate-tracking out/tracking

# The tracker without and with faces followed by their pixels, on rendered clips: ten minutes to render them.
eval-guidance:
	scripts/install-packages bench
	benchmarks/guidance/run

clean:
	rm -rf .build out
