import FrameveilTesting

/// Short clips with the properties that the output must preserve.
enum Clip: String, CaseIterable, Sendable {
  case ntscWithBFrames, variableRate, odd444, oddVP9, opusInMatroska, tenBit420, tenBit422, hevc, anamorphic

  var fileName: String {
    switch self {
    case .oddVP9: "\(rawValue).webm"
    case .opusInMatroska: "\(rawValue).mkv"
    default: "\(rawValue).mp4"
    }
  }

  /// WebM supports Opus, not AAC.
  var hasOpus: Bool { self == .oddVP9 || self == .opusInMatroska }

  /// Two seconds.
  var path: String { get throws { try ClipMaker.clip(fileName, Self.source(size, rate) + sound + coding) } }

  /// The first of them.
  var oneSecond: String {
    get throws {
      try ClipMaker.clip("short-" + fileName, Self.source(size, rate, seconds: 1) + sound + coding)
    }
  }

  private var size: String { self == .odd444 || self == .oddVP9 ? "641x361" : "320x240" }
  private var rate: String { self == .ntscWithBFrames || self == .oddVP9 ? "30000/1001" : "25" }
  private var sound: [String] { ["-c:a", hasOpus ? "libopus" : "aac", "-shortest"] }

  private var coding: [String] {
    switch self {
    case .ntscWithBFrames, .opusInMatroska: Self.h264("yuv420p")
    case .variableRate:
      ["-vf", "select='not(eq(mod(n,5),3)+eq(mod(n,7),2))'", "-vsync", "vfr"] + Self.h264("yuv420p")
    case .odd444: Self.h264("yuv444p")
    case .oddVP9: ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-deadline", "realtime", "-cpu-used", "8"]
    case .tenBit420: Self.h264("yuv420p10le")
    case .tenBit422: Self.h264("yuv422p10le")
    case .hevc:
      ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-tag:v", "hvc1"]
        + ["-pix_fmt", "yuv420p"]
    case .anamorphic: ["-vf", "setsar=16/11"] + Self.h264("yuv420p") + Self.bt709
    }
  }

  private static let bt709 = [
    "-color_range", "tv", "-colorspace", "bt709", "-color_trc", "bt709", "-color_primaries", "bt709",
  ]

  static func h264(_ format: String) -> [String] {
    ["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-pix_fmt", format]
  }

  /// A moving test pattern and a tone.
  static func source(_ size: String, _ rate: String, seconds: Int = 2) -> [String] {
    ["-f", "lavfi", "-i", "testsrc2=size=\(size):rate=\(rate):duration=\(seconds)"]
      + ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=\(seconds)"]
  }
}

/// The output containers.
enum Container: String, CaseIterable, Sendable {
  case mp4, fragmented, mov, mkv, webm

  var fileName: String { self == .fragmented ? "out.mp4" : "out.\(rawValue)" }
  var options: [String] { self == .fragmented ? ["--profile", "mp4-fragmented"] : [] }
  /// Matroska timestamps are whole milliseconds.
  var countsMilliseconds: Bool { self == .mkv || self == .webm }
}
