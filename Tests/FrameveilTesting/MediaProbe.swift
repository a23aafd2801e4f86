/// Properties of a media file, by ffprobe.
public enum MediaProbe {
  /// A time in seconds as a reduced fraction, so that equal times compare equal in any time base.
  public struct Time: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Ticks.
    public let numerator: Int
    /// Ticks per second.
    public let denominator: Int

    init(_ numerator: Int, _ denominator: Int) {
      var (a, b) = (abs(numerator), denominator)
      while b != 0 { (a, b) = (b, a % b) }
      self.numerator = numerator / max(1, a)
      self.denominator = denominator / max(1, a)
    }

    public init(milliseconds: Int) { self.init(milliseconds, 1000) }

    /// Rounded to the nearest millisecond.
    public var milliseconds: Int { Int((1000 * Double(numerator) / Double(denominator)).rounded()) }
    public var description: String { "\(numerator)/\(denominator)" }
    public static func < (lhs: Time, rhs: Time) -> Bool {
      lhs.numerator * rhs.denominator < rhs.numerator * lhs.denominator
    }
  }

  /// The timestamps of the decoded frames, in output order.
  public static func frameTimes(_ path: String) throws -> [Time] {
    try times(path, "frame", ["-select_streams", "v:0", "-show_frames"])
  }

  /// The timestamps of a track's packets, in file order.
  public static func packetTimes(_ path: String, stream: String = "a:0") throws -> [Time] {
    try times(path, "packet", ["-select_streams", stream, "-show_packets"])
  }

  private static func times(_ path: String, _ section: String, _ arguments: [String]) throws -> [Time] {
    var base = (numerator: 1, denominator: 1)
    var ticks: [Int] = []
    for fields in try probe(path, arguments + ["-show_entries", "stream=time_base:\(section)=pts"]) {
      if let pts = fields["pts"].flatMap({ Int($0) }) { ticks.append(pts) }
      let parts = (fields["time_base"] ?? "").split(separator: "/").compactMap { Int($0) }
      if parts.count == 2 { base = (parts[0], parts[1]) }
    }
    return ticks.map { Time($0 * base.numerator, base.denominator) }
  }

  /// The MD5 checksums of a track's packets, in file order.
  public static func packetHashes(_ path: String, stream: String = "a:0") throws -> [String] {
    try probe(
      path,
      [
        "-select_streams", stream, "-show_packets", "-show_data_hash", "md5", "-show_entries",
        "packet=data_hash",
      ]
    ).compactMap { $0["data_hash"] }
  }

  /// The given ffprobe fields of the first video stream, and its `rotation`, by name.
  public static func video(_ path: String, _ fields: [String]) throws -> [String: String] {
    let entries = "stream=\(fields.joined(separator: ",")):stream_side_data=rotation"
    let lines = try probe(path, ["-select_streams", "v:0", "-show_entries", entries])
    return lines.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }

  /// The number of streams of a kind: `v`, `a` or `s`.
  public static func streamCount(_ path: String, _ kind: String) throws -> Int {
    try probe(path, ["-select_streams", kind, "-show_entries", "stream=index"]).count
  }

  /// The types of an MP4's top-level boxes, in order.
  public static func boxes(_ path: String) throws -> [String] { try boxPlaces(path).map(\.type) }

  /// The types and offsets of an MP4's top-level boxes.
  public static func boxPlaces(_ path: String) throws -> [(type: String, offset: Int)] {
    let bytes = try bytes(of: path)
    var boxes: [(String, Int)] = []
    var position = 0
    while position + 8 <= bytes.count {
      let number = { (start: Int, count: Int) in bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
      }
      let short = number(position, 4)
      boxes.append((String(decoding: bytes[position + 4..<position + 8], as: UTF8.self), position))
      let size = short == 1 ? number(position + 8, 8) : short
      guard size >= 8 else { break }
      position += size
    }
    return boxes
  }

  private static func probe(_ path: String, _ arguments: [String]) throws -> [[String: String]] {
    let words = ["ffprobe", "-v", "error"] + arguments + ["-of", "compact=nokey=0:print_section=1", path]
    let text = String(decoding: try Program(words).runTool(), as: UTF8.self)
    return text.split(separator: "\n").map { line in
      line.split(separator: "|").reduce(into: [:]) { fields, field in
        let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count == 2 { fields[parts[0]] = parts[1] }
      }
    }
  }
}
