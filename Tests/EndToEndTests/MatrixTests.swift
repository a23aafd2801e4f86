import FrameveilTesting
import Testing

/// Cases of `make matrix` that cover all pairs of container, video codec, audio codec and special property.
@Suite(.blocking) struct MatrixTests {
  @Test(arguments: ["h264", "hevc10", "full-range", "vp9"])
  func `everything is preserved between containers`(video: String) throws {
    let outcome = try Program([
      "\(Frameveil.repository)/benchmarks/matrix/run", "--subset", "pairwise", "--only=-\(video)-",
      "--binary", Frameveil.path, "--jobs", "1",
    ]).run()
    #expect(outcome.code == 0, "\(outcome.text)\(outcome.errors)")
  }

  /// The matrix cases that failed in the past.
  static let faults = [
    "timescale-million-75-min", "mkv-alac", "mkv-alac-to-mp4", "mov-pcm-mulaw", "mov-pcm-s16le",
    "sound-30s-first-pcm", "colour-untagged-hd", "colour-full-colr", "hevc-gray", "text-srt-mkv",
    "text-srt-to-mp4",
    "mp4-three-tracks", "mp4-unknown-sound", "ts-from-mid-stream", "ts-to-mkv", "ts-latm",
    "text-mov-text-at-zero",
    "h264-10bit-420", "hevc-hdr10", "vfr-hevc-10bit", "avi-xvid-mp3", "offset-48h-mkv-to-mp4", "refuse-gif",
    "refuse-jpeg", "bframes-no-edit-list", "tags-mp4", "telemetry-gpmd", "cover-mp4", "vfr-gap",
    "refuse-encrypted",
    "webm-vp9-opus", "refuse-playlist", "edit-cuts-inside-sound", "edit-hides-beginning-to-mkv",
    "shape-changes",
    "hevc-gray-10bit", "vp9-440", "captions-to-webm", "prores-4444-alpha", "chapters-ts", "title-ts",
    "languages-mov", "ffv1-422-to-webm", "qtrle-mov", "refuse-raw-h264", "fields-change", "field-pairs-mp4",
    "flv-zeros-behind", "ogg-joined", "mxf-h264-without-display-times", "avi-h264-lost-picture",
  ]

  @Test(arguments: 0..<4)
  func `cases that failed in the past pass`(quarter: Int) throws {
    let names = Self.faults.indices.filter { $0 % 4 == quarter }.map { Self.faults[$0] }
    let outcome = try Program(
      ["\(Frameveil.repository)/benchmarks/matrix/run", "--binary", Frameveil.path, "--jobs", "1"]
        + names.map { "--only==\($0)" }
    ).run()
    #expect(outcome.code == 0, "\(outcome.text)\(outcome.errors)")
    #expect(outcome.text.contains("\(names.count) lines"))
  }
}
