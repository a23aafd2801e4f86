import Core
public import Geometry

/// What the packets of a video say about how it can be divided into spans.
public struct PacketIndex: Sendable {
  /// The places at which it can be divided, in order.
  public var cutPoints: [CutPoint]
  /// The number of packets of the video.
  public var videoPackets: Int
  /// The times of the packets of each other track.
  public var trackTimes: [[MediaTime]]
  /// The PTS of the first displayed frame on the container's timeline in nanoseconds.
  public var origin: Int64
  /// The time from the first displayed frame to the last.
  public var length: MediaTime

  /// The part of the video between two places at which it can be divided.
  ///
  /// - Parameters:
  ///   - start: nil for the first span.
  ///   - end: nil for the last span.
  /// - Returns: nil if the packets of a track cannot be divided there, since their times go back.
  public func span(from start: CutPoint?, to end: CutPoint?) -> ReadSpan? {
    let first = start.map { $0.pts - origin } ?? .min
    let last = end.map { $0.pts - origin } ?? .max
    var counts: [Int] = []
    for times in trackTimes {
      let before = times.prefix { $0.nanoseconds < first }.count
      let within = times.dropFirst(before).prefix { $0.nanoseconds < last }.count
      let rest = times.dropFirst(before + within)
      guard times.dropFirst(before).allSatisfy({ $0.nanoseconds >= first }),
        rest.allSatisfy({ $0.nanoseconds >= last })
      else { return nil }
      counts.append(within)
    }
    return ReadSpan(
      packets: (start?.packet ?? 0)..<(end?.packet ?? videoPackets), start: start, times: first..<last,
      trackPackets: counts, frames: nil)
  }
}

extension MediaReader {
  /// Reads the rest of the video without decoding it, which others do. The packets of the other tracks must be read
  /// meanwhile.
  ///
  /// - Throws: `UserError` for an input that cannot be read to its end.
  public func passOverVideo() async throws {
    passesOverVideo = true
    while !isDemuxed {
      try Task.checkCancellation()
      let waiting = tracks.reduce(0) { $0 + $1.waitingBytes }
      if waiting < Self.packetBytesWaiting { try readPacket() } else { await decoder?.event.wait() }
    }
  }

  /// Notes the end of a packet that is not decoded.
  func passOver(_ entry: PresentationTimes.Entry) {
    guard let pts = entry.pts else { return }
    let end = pts - base - zero + (entry.duration ?? Frame.unknownDuration)
    passedEnd = max(passedEnd ?? end, end)
  }

  /// What the packets that were read say.
  ///
  /// - Parameter trackTimes: the times of the packets of each other track.
  public func packetIndex(_ trackTimes: [[MediaTime]]) -> PacketIndex {
    PacketIndex(
      cutPoints: foundCutPoints, videoPackets: videoPacketCount, trackTimes: trackTimes, origin: timeOrigin,
      length: (cutPoints?.latest ?? .zero) - MediaTime(nanoseconds: timeOrigin))
  }
}
