import Core
import Geometry
import Media

/// The length that spans are to have.
public enum SpanLength: Sendable {
  case seconds(Double)
  case spans(Int)
  /// The spans begin with these packets of the video, as far as that is possible.
  case packets([Int])
}

extension PacketIndex {
  /// The spans, which have about the same number of frames: the places nearest to equal parts divide them.
  ///
  /// - Parameter isPossible: whether the video can be divided at a place, as far as its frames tell.
  /// - Throws: `UserError` if sound or subtitles cannot be divided.
  func spans(_ length: SpanLength, of name: String, where isPossible: (CutPoint) -> Bool = { _ in true })
    throws -> [ReadSpan]
  {
    let borders = borders(length, cutPoints.filter(isPossible))
    return try zip([nil] + borders.map(Optional.some), borders.map(Optional.some) + [nil]).map {
      try checked($0, $1, name)
    }
  }

  /// The parts that must be decoded to analyse spans, which begin and end at least a margin before and after them, in time
  /// and in packets.
  ///
  /// - Parameter margin: see ``margin(lookInterval:)``.
  func parts(around spans: [ReadSpan], margin: MediaTime, of name: String) throws -> [ReadSpan] {
    let margin = margin.nanoseconds
    return try spans.map { span in
      let start = cutPoints.last {
        $0.pts - origin <= span.times.lowerBound &- margin
          && $0.packet <= span.packets.lowerBound - AnalyzeJob.packetsBefore
      }
      let end = cutPoints.first { $0.pts - origin >= span.times.upperBound &+ margin }
      return try checked(
        span.start == nil ? nil : start, span.times.upperBound == .max ? nil : end, name)
    }
  }

  private func borders(_ length: SpanLength, _ candidates: [CutPoint]) -> [CutPoint] {
    switch length {
    case .spans(let spans): borders(spans, candidates)
    case .seconds(let seconds): borders(max(1, Int((self.length.seconds / seconds).rounded())), candidates)
    case .packets(let packets): candidates.filter { Set(packets).contains($0.packet) }
    }
  }

  private func borders(_ count: Int, _ candidates: [CutPoint]) -> [CutPoint] {
    var borders: [CutPoint] = []
    guard count > 1 else { return [] }
    for part in 1..<count {
      let wanted = videoPackets * part / count
      let next = candidates.partitioningIndex { $0.packet >= wanted }
      let around = candidates[max(0, next - 1)..<min(candidates.count, next + 1)]
      guard let nearest = around.min(by: { abs($0.packet - wanted) < abs($1.packet - wanted) }) else {
        continue
      }
      if nearest.packet > borders.last?.packet ?? 0 { borders.append(nearest) }
    }
    return borders
  }

  private func checked(_ start: CutPoint?, _ end: CutPoint?, _ name: String) throws -> ReadSpan {
    guard let span = span(from: start, to: end) else {
      throw UserError(indivisible: name, "the timestamps of its sound or subtitles go back")
    }
    return span
  }
}
