import CLibAV
public import Geometry

/// Count and timestamps of the frames or packets that passed one stage of the pipeline. Comparing two stages
/// shows whether anything was lost, duplicated or changed between them.
public struct TrackCounters: Sendable, Equatable {
  /// Frames or packets.
  public private(set) var count = 0
  /// The earliest PTS.
  public private(set) var first: MediaTime?
  /// The latest PTS.
  public private(set) var last: MediaTime?
  /// The latest end (PTS plus duration).
  public private(set) var end: MediaTime?
  /// An order-independent hash of all timestamps.
  private var times: UInt64 = 0

  /// Compares the count and the timestamps; `end` is not compared.
  public static func == (one: TrackCounters, other: TrackCounters) -> Bool {
    one.count == other.count && one.times == other.times && one.first == other.first && one.last == other.last
  }

  public init() {}

  /// Adds what another part of the same track counted.
  public mutating func add(_ other: TrackCounters) {
    count += other.count
    first = [first, other.first].compactMap(\.self).min()
    last = [last, other.last].compactMap(\.self).max()
    end = [end, other.end].compactMap(\.self).max()
    times &+= other.times
  }

  /// Adds a frame or packet.
  public mutating func add(_ time: MediaTime, duration: MediaTime? = nil) {
    count += 1
    first = min(first ?? time, time)
    last = max(last ?? time, time)
    let end = time + (duration ?? .zero)
    self.end = max(self.end ?? end, end)
    times &+= Self.mixed(UInt64(bitPattern: time.nanoseconds))
  }

  /// SplitMix64's finalizer (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
  /// Sums of mixed values differ (with high probability) when the sets of values differ.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension TrackCounters: Codable {
  private enum CodingKeys: String, CodingKey { case count, first, last, end, times }

  /// Times are nanoseconds, and the hash is hexadecimal digits, which every reader of JSON keeps exact.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encodeIfPresent(first?.nanoseconds, forKey: .first)
    try container.encodeIfPresent(last?.nanoseconds, forKey: .last)
    try container.encodeIfPresent(end?.nanoseconds, forKey: .end)
    try container.encode(String(times, radix: 16), forKey: .times)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func time(_ key: CodingKeys) throws -> MediaTime? {
      try container.decodeIfPresent(Int64.self, forKey: key).map(MediaTime.init(nanoseconds:))
    }
    self.init()
    (first, last, end) = (try time(.first), try time(.last), try time(.end))
    count = try container.decode(Int.self, forKey: .count)
    guard let times = UInt64(try container.decode(String.self, forKey: .times), radix: 16) else {
      throw DecodingError.dataCorruptedError(
        forKey: .times, in: container, debugDescription: "is no hexadecimal number")
    }
    self.times = times
  }
}

/// A digest of packet payloads, in order: the 128-bit MurmurHash3 of libavutil.
final class PacketDigest {
  private let state: OpaquePointer?

  init() {
    state = av_murmur3_alloc()
    av_murmur3_init(state)
  }

  deinit { av_free(UnsafeMutableRawPointer(state)) }

  /// Adds a packet. Packet boundaries do not affect the digest, since some containers split PCM audio
  /// differently.
  func add(_ bytes: UnsafeRawBufferPointer) { av_murmur3_update(state, bytes.baseAddress, bytes.count) }

  /// The digest in 32 hexadecimal digits; nothing may be added afterwards.
  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 16)
    av_murmur3_final(state, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The counters of a reader: for the video, and for each track of the output, in its order.
public struct ReadCounters: Sendable, Codable {
  public var video: TrackCounters
  public var tracks: [TrackCounter]

  public init(video: TrackCounters, tracks: [TrackCounter]) {
    (self.video, self.tracks) = (video, tracks)
  }
}
