import FrameveilTesting

/// The container layouts that are read by ranges, with and without audio.
enum RangeClip: String, CaseIterable, Sendable {
  case indexFirst, indexLast, fragmented, quickTime, matroska, webm, transport
  case indexFirstSilent, indexLastSilent, fragmentedSilent, matroskaSilent, transportSilent

  var path: String {
    get throws {
      try ClipMaker.clip("range-\(rawValue).\(ending)", Self.source + (isSilent ? ["-an"] : sound) + coding)
    }
  }

  /// The first two seconds of the six.
  var twoSeconds: String {
    get throws {
      try ClipMaker.clip("range-\(rawValue)-short.\(ending)", ["-t", "2", "-i", path, "-c", "copy"])
    }
  }

  var isSilent: Bool { rawValue.hasSuffix("Silent") }

  private var ending: String {
    switch self {
    case .indexFirst, .indexLast, .fragmented, .indexFirstSilent, .indexLastSilent, .fragmentedSilent: "mp4"
    case .quickTime: "mov"
    case .matroska, .matroskaSilent: "mkv"
    case .webm: "webm"
    case .transport, .transportSilent: "ts"
    }
  }

  private var sound: [String] {
    switch self {
    case .webm: ["-c:a", "libopus"]
    case .quickTime: ["-c:a", "pcm_s16le"]
    default: ["-c:a", "aac"]
    }
  }

  private var coding: [String] {
    let h264 = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "50"]
    return switch self {
    case .indexFirst, .indexFirstSilent: h264 + ["-movflags", "+faststart"]
    case .fragmented, .fragmentedSilent: h264 + ["-movflags", "frag_keyframe+delay_moov"]
    case .webm: ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M"]
    default: h264
    }
  }

  /// Six seconds of a test pattern and a tone.
  private static let source =
    ["-f", "lavfi", "-i", "testsrc2=size=480x270:rate=25:duration=6"]
    + ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=6"]
}
