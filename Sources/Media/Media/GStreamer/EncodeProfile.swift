import Core
import Geometry

/// An encoding profile: a text file of `key: value` lines, which users can copy, edit and pass with
/// `--profile`. Lines that begin with `#` are comments; a line that begins with a space or tab continues the
/// value above it.
public struct EncodeProfile: Sendable, Equatable {
  /// The file name without its extension.
  public var name: String
  /// The first comment of the file, which describes its purpose.
  public var summary: String
  /// The file extensions for which the profile is the default, in lower case.
  public var extensions: [String]
  /// The encoding elements, in the syntax of `gst-launch-1.0`.
  public var encode: String
  /// The encoding elements for more than 8 bits, where they differ: players support these with other codecs.
  public var highBitDepthEncode: String?
  /// libavformat's name of the muxer, followed by options of the form `key=value`.
  public var mux: String
  /// The pixel format for an odd width or height, where the codec does not support them in 4:2:0.
  public var oddSizeFormat: String?

  /// Parses a profile; `name` is used in messages.
  public init(name: String, text: String) throws {
    let fields: [String: String]
    (summary, fields) = try Self.parse(text, of: name)
    guard let encode = fields["encode"], let mux = fields["mux"] else {
      throw Self.error(name, "both 'encode' and 'mux' are required")
    }
    self.name = name
    self.encode = encode
    self.mux = mux
    extensions = (fields["extensions"] ?? "").split(separator: " ").map { $0.lowercased() }
    highBitDepthEncode = fields["encode-deep"]
    oddSizeFormat = fields["odd-size-format"]
  }

  /// The first comment and the values by key.
  private static func parse(_ text: String, of name: String) throws -> (String, [String: String]) {
    var fields: [String: String] = [:]
    var last: String?
    var summary = ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.trimmed
      if content.hasPrefix("#") {
        if fields.isEmpty, summary.isEmpty { summary = String(content.dropFirst().trimmed) }
      } else if line.first == " " || line.first == "\t", let last, !content.isEmpty {
        fields[last, default: ""] += " " + content
      } else if let colon = content.firstIndex(of: ":") {
        let key = String(content[..<colon].trimmed)
        guard keys.contains(key) else {
          throw error(name, "line \(number + 1): unknown key '\(key)'")
        }
        fields[key] = String(content[content.index(after: colon)...].trimmed)
        last = key
      } else if !content.isEmpty {
        throw error(name, "line \(number + 1): expected 'key: value', found '\(content)'")
      }
    }
    return (summary, fields)
  }

  /// The encoding elements for frames of a format, with a converter where the encoder does not accept the
  /// format.
  func encoder(for format: FrameFormat) -> String {
    let isDeep = format.planes.contains { $0.depth > 8 }
    let text = isDeep ? highBitDepthEncode ?? encode : encode
    let isOdd = format.size.width % 2 == 1 || format.size.height % 2 == 1
    let isSubsampled = format.planes.contains { $0.widthShift + $0.heightShift > 0 }
    // GStreamer's encoders do not support grey formats; the converter adds neutral chroma.
    let isGrey = format.planes.count == 1
    var wanted = isGrey ? "I420" : nil
    if isOdd, isSubsampled || isGrey, let oddSizeFormat { wanted = oddSizeFormat + (isDeep ? "_10LE" : "") }
    // With explicit colorimetry, since GStreamer would choose another for grey and change the range.
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
