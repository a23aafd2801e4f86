import Core
import HTTP
import Media
import Reporting
import S3

extension BlurSummary.Transfer {
  /// What reading an input and writing a result took; nil where both are near.
  init?(of input: MediaInput, to result: (any ResultSink)?, since start: ContinuousClock.Instant) async {
    self.init()
    if case .ranges(let ranges) = input, let reader = ranges as? RangeReader {
      let tally = await reader.tally
      (rangeRequests, bytesReceived, bytesReceivedTwice) = (tally.requests, tally.received, tally.repeated)
    }
    if let sent = (result as? S3Sink)?.firstSent { secondsToFirstByte = (sent - start) / .seconds(1) }
    guard rangeRequests != nil || secondsToFirstByte != nil else { return nil }
  }
}
