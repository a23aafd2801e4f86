import CLibAV
public import Geometry

/// What has gone by at one place of a track's way: compared between places, it tells whether anything was lost,
/// invented or changed between them.
public struct TrackCounters: Sendable, Equatable {
  /// Pictures or packets.
  public private(set) var count = 0
  /// The earliest of their times.
  public private(set) var first: MediaTime?
  /// The latest of their times.
  public private(set) var last: MediaTime?
  /// Where the latest of them ends.
  public private(set) var end: MediaTime?
  /// Of all their times, whatever their order.
  private var times: UInt64 = 0

  /// Whether the same number went by, at the same times.
  public static func == (one: TrackCounters, other: TrackCounters) -> Bool {
    one.count == other.count && one.times == other.times && one.first == other.first && one.last == other.last
  }

  mutating func add(_ time: MediaTime, duration: MediaTime? = nil) {
    count += 1
    first = min(first ?? time, time)
    last = max(last ?? time, time)
    let end = time + (duration ?? .zero)
    self.end = max(self.end ?? end, end)
    times &+= Self.mixed(UInt64(bitPattern: time.nanoseconds))
  }

  /// SplitMix64's finalizer (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014): sums of
  /// mixed values are equal only where the values are.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The bytes that have gone by, in order: MurmurHash3 of 128 bits, which libavutil brings.
final class PacketDigest {
  private let state: OpaquePointer?

  init() {
    state = av_murmur3_alloc()
    av_murmur3_init(state)
  }

  deinit { av_free(UnsafeMutableRawPointer(state)) }

  /// Adds a packet. Where it ends does not count: some containers cut sound without frames into other pieces.
  func add(_ bytes: UnsafeRawBufferPointer) { av_murmur3_update(state, bytes.baseAddress, bytes.count) }

  /// Sixteen bytes in hexadecimal digits; nothing may be added afterwards.
  func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 16)
    av_murmur3_final(state, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
