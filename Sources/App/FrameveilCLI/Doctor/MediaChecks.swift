import Core
import Media

/// The checks of GStreamer: its elements, the decoders, the encoders of the profiles.
enum MediaChecks {
  static var all: [DoctorCheck] {
    do {
      return [try pipelines, try decoders] + (try profiles)
    } catch {
      return [
        DoctorCheck(
          part: "GStreamer", status: .missing, detail: PlainText.words(of: error),
          remedy: "apt-get install libgstreamer1.0-0")
      ]
    }
  }

  private static var pipelines: DoctorCheck {
    get throws {
      let missing = try InstalledElements.missing(of: InstalledElements.ofPipelines)
      guard !missing.isEmpty else { return .ok("GStreamer", GStreamerLibrary.version) }
      return DoctorCheck(
        part: "GStreamer", status: .missing,
        detail: "\(GStreamerLibrary.version) has no \(missing.joined(separator: ", "))",
        remedy: installing(missing))
    }
  }

  private static var decoders: DoctorCheck {
    get throws {
      let missing = try InstalledElements.decoders.filter { codec in
        try InstalledElements.missing(of: codec.elements).count == codec.elements.count
      }
      let count =
        "\(InstalledElements.decoders.count - missing.count) of \(InstalledElements.decoders.count) codecs"
      guard !missing.isEmpty else { return .ok("decoders", count) }
      let names = missing.map { "\($0.codec) (\($0.elements.joined(separator: " or ")))" }
      return DoctorCheck(
        part: "decoders", status: missing.contains { common.contains($0.codec) } ? .missing : .warning,
        detail: "\(count); not \(names.joined(separator: ", "))",
        remedy: installing(missing.compactMap(\.elements.first)))
    }
  }

  /// The codecs of most videos, by libavcodec's names.
  private static let common = ["h264", "hevc"]

  private static var profiles: [DoctorCheck] {
    get throws {
      try ProfileChoice.builtIn().map { profile in
        let missing = try InstalledElements.missing(of: profile.elements)
        let part = "profile \(profile.name)"
        guard !missing.isEmpty else { return .ok(part, profile.elements.joined(separator: ", ")) }
        return DoctorCheck(
          part: part, status: profile.extensions.contains("mp4") ? .missing : .warning,
          detail: "there is no \(missing.joined(separator: ", "))", remedy: installing(missing))
      }
    }
  }

  /// The command that installs the packages of elements on Debian and Ubuntu, and what else can be the cause.
  private static func installing(_ elements: [String]) -> String {
    let packages = Set(elements.map(package)).sorted()
    return "apt-get install \(packages.joined(separator: " ")); if installed, GST_PLUGIN_* may hide them"
  }

  private static func package(of element: String) -> String {
    if element.hasPrefix("avdec_") { return "gstreamer1.0-libav" }
    return switch element {
    case "capsfilter": "libgstreamer1.0-0"
    case "x264enc", "mpeg2dec": "gstreamer1.0-plugins-ugly"
    case "vp8dec", "vp9dec", "vp9enc", "pngdec", "jpegdec": "gstreamer1.0-plugins-good"
    case "appsrc", "appsink", "videoconvert", "theoradec": "gstreamer1.0-plugins-base"
    default: "gstreamer1.0-plugins-bad"
    }
  }
}
