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
    let base = try timeBase(streams(path, "v").first)
    return try records(path, .frames).filter { $0.section == "frame" }.compactMap { time($0, base) }
  }

  /// The timestamps of a track's packets, in file order.
  ///
  /// - Parameter stream: a kind (`v`, `a` or `s`) and the index among the tracks of that kind: `a:0`.
  public static func packetTimes(_ path: String, stream: String = "a:0") throws -> [Time] {
    guard let track = try track(path, stream) else { return [] }
    let base = timeBase(track)
    return try packets(path, of: track).compactMap { time($0, base) }
  }

  /// The MD5 checksums of a track's packets, in file order.
  public static func packetHashes(_ path: String, stream: String = "a:0") throws -> [String] {
    guard let track = try track(path, stream) else { return [] }
    return try packets(path, of: track).compactMap { $0.fields["data_hash"] }
  }

  /// Time in seconds, size and offset of each packet of the first video track, in file order.
  public static func packetPlaces(_ path: String) throws -> [(time: Double, size: Int, offset: Int)] {
    guard let track = try track(path, "v:0") else { return [] }
    return try packets(path, of: track).compactMap { packet -> (time: Double, size: Int, offset: Int)? in
      guard let time = packet.fields["pts_time"].flatMap({ Double($0) }),
        let size = packet.fields["size"].flatMap({ Int($0) }),
        let offset = packet.fields["pos"].flatMap({ Int($0) })
      else { return nil }
      return (time, size, offset)
    }
  }

  /// The given ffprobe fields of the first video stream, and its `rotation`, by name.
  public static func video(_ path: String, _ fields: [String]) throws -> [String: String] {
    guard let track = try streams(path, "v").first else { return [:] }
    var found = track.fields.filter { fields.contains($0.key) }
    found["rotation"] = track.fields["rotation"]
    return found
  }

  /// The number of streams of a kind: `v`, `a` or `s`.
  public static func streamCount(_ path: String, _ kind: String) throws -> Int {
    try streams(path, kind).count
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

  private static func time(_ record: Record, _ base: (numerator: Int, denominator: Int)) -> Time? {
    record.fields["pts"].flatMap { Int($0) }.map { Time($0 * base.numerator, base.denominator) }
  }

  private static func timeBase(_ stream: Record?) -> (numerator: Int, denominator: Int) {
    let parts = (stream?.fields["time_base"] ?? "").split(separator: "/").compactMap { Int($0) }
    return parts.count == 2 ? (parts[0], parts[1]) : (1, 1)
  }

  private static func track(_ path: String, _ stream: String) throws -> Record? {
    let parts = stream.split(separator: ":")
    let (streams, index) = (try streams(path, String(parts[0])), Int(parts[1]) ?? 0)
    return index < streams.count ? streams[index] : nil
  }

  private static func streams(_ path: String, _ kind: String) throws -> [Record] {
    let name = ["v": "video", "a": "audio", "s": "subtitle"][kind] ?? kind
    // The streams of a program are listed a second time.
    var indices: Set<String> = []
    return try records(path, .packets).filter { record in
      record.section == "stream" && record.fields["codec_type"] == name
        && indices.insert(record.fields["index"] ?? "").inserted
    }
  }

  private static func packets(_ path: String, of stream: Record) throws -> [Record] {
    try records(path, .packets).filter {
      $0.section == "packet" && $0.fields["stream_index"] == stream.fields["index"]
    }
  }

  private static func records(_ path: String, _ content: ProbeCache.Content) throws -> [Record] {
    try ProbeCache.shared.records(path, content)
  }

  /// A line of ffprobe's `compact` format: the name of a section, and its fields by name.
  struct Record: Sendable {
    var section: String
    var fields: [String: String]

    init(_ line: Substring) {
      let parts = line.split(separator: "|")
      section = parts.first.map(String.init) ?? ""
      fields = parts.dropFirst().reduce(into: [:]) { fields, field in
        let pair = field.split(separator: "=", maxSplits: 1).map(String.init)
        if pair.count == 2 { fields[pair[0]] = pair[1] }
      }
    }
  }
}
