import Core
import Geometry

/// How a result is encoded and put into a container: a small text file of `key: value` lines that users can
/// read, copy, change and pass with `--profile`. Lines that begin with `#` are comments; a line that begins
/// with a space goes on with the value above it.
public struct EncodeProfile: Sendable, Equatable {
  /// The profile's name: its file's name without the extension.
  public var name: String
  /// The first comment of the file: what the profile is for.
  public var summary: String
  /// The file extensions for which the profile is taken by itself, in lower case.
  public var extensions: [String]
  /// The GStreamer elements that turn raw pictures into coded ones, as `gst-launch-1.0` takes them.
  public var encode: String
  /// The same for pictures of more than 8 bits, where they differ: most players know such only in other codecs.
  public var deepEncode: String?
  /// The container by libavformat's name of its muxer, and options for it as `key=value`.
  public var mux: String
  /// A pixel format for pictures of odd width or height, where the codec cannot hold them in 4:2:0.
  public var oddSizeFormat: String?

  /// Reads a profile; `name` is used in messages.
  public init(name: String, text: String) throws {
    var fields: [String: String] = [:]
    var last: String?
    summary = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.trimmed
      if content.hasPrefix("#") {
        if fields.isEmpty, summary.isEmpty { summary = String(content.dropFirst().trimmed) }
      } else if line.first == " " || line.first == "\t", let last, !content.isEmpty {
        fields[last, default: ""] += " " + content
      } else if let colon = content.firstIndex(of: ":") {
        let key = String(content[..<colon].trimmed)
        guard Self.keys.contains(key) else {
          throw Self.error(name, "line \(number + 1): unknown key '\(key)'")
        }
        fields[key] = String(content[content.index(after: colon)...].trimmed)
        last = key
      } else if !content.isEmpty {
        throw Self.error(name, "line \(number + 1): expected 'key: value', found '\(content)'")
      }
    }
    guard let encode = fields["encode"], let mux = fields["mux"] else {
      throw Self.error(name, "it needs both 'encode' and 'mux'")
    }
    self.name = name
    self.encode = encode
    self.mux = mux
    extensions = (fields["extensions"] ?? "").split(separator: " ").map { $0.lowercased() }
    deepEncode = fields["encode-deep"]
    oddSizeFormat = fields["odd-size-format"]
  }

  /// The elements that encode frames of a format.
  func encoder(for format: FrameFormat) -> String {
    let isDeep = format.planes.contains { $0.depth > 8 }
    let text = isDeep ? deepEncode ?? encode : encode
    let isOdd = format.size.width % 2 == 1 || format.size.height % 2 == 1
    let isSubsampled = format.planes.contains { $0.widthShift + $0.heightShift > 0 }
    // GStreamer's encoders know no picture without colour: it gets neutral colour.
    let isGrey = format.planes.count == 1
    var wanted = isGrey ? "I420" : nil
    if isOdd, isSubsampled || isGrey, let oddSizeFormat { wanted = oddSizeFormat + (isDeep ? "_10LE" : "") }
    // Said with the colours, since GStreamer would choose others beside grey, and move its range.
    return
      (wanted.map { "videoconvert ! video/x-raw, format=\($0), colorimetry=\(format.colorimetry) ! " } ?? "")
      + text
  }

  private static let keys: Set<String> = ["extensions", "encode", "encode-deep", "mux", "odd-size-format"]

  private static func error(_ name: String, _ message: String) -> UserError {
    UserError(
      .configuration, "profile \(name)", message,
      remedy: "keys are \(keys.sorted().joined(separator: ", ")); 'frameveil profiles NAME' prints an example"
    )
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversedDrop { $0 == " " || $0 == "\t" || $0 == "\r" }
  }

  private func reversedDrop(while isDropped: (Character) -> Bool) -> Substring {
    var end = endIndex
    while end > startIndex, isDropped(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
