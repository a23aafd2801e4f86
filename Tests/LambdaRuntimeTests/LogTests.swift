import LambdaRuntime
import Testing

/// The exact bytes of log lines and metrics.
@Suite struct LogTests {
  @Test func `a line has timestamp, level, request ID, function, message and fields`() {
    let line = LogLine(
      milliseconds: 1_795_262_400_007, level: .error, requestID: "8f5", function: "blur",
      message: "it's \"off\"",
      fields: ["bucket": "in", "frames": 3, "share": 0.5])
    let text =
      #"{"timestamp":"2026-11-21T12:00:00.007Z","level":"ERROR","requestId":"8f5","function":"blur","#
      + #""message":"it's \"off\"","fields":{"bucket":"in","frames":3,"share":0.5}}"#
    #expect(String(decoding: line.bytes, as: UTF8.self) == text)
  }

  @Test func `missing values are omitted`() {
    let line = LogLine(milliseconds: 0, level: .info, requestID: nil, function: "f", message: "m")
    let text = #"{"timestamp":"1970-01-01T00:00:00.000Z","level":"INFO","function":"f","message":"m"}"#
    #expect(String(decoding: line.bytes, as: UTF8.self) == text)
  }

  @Test func `metrics are in the embedded metric format`() {
    let record = MetricRecord(
      milliseconds: 1_795_262_400_000, function: "blur", requestID: "8f5",
      metrics: [Metric("Frames", .count, 600), Metric("FramesPerSecond", .countPerSecond, 31.25)])
    let text =
      #"{"_aws":{"Timestamp":1795262400000,"CloudWatchMetrics":[{"Namespace":"Frameveil","#
      + #""Dimensions":[["Function"]],"Metrics":[{"Name":"Frames","Unit":"Count"},"#
      + #"{"Name":"FramesPerSecond","Unit":"Count/Second"}]}]},"#
      + #""Function":"blur","requestId":"8f5","Frames":600,"FramesPerSecond":31.25}"#
    #expect(String(decoding: record.bytes, as: UTF8.self) == text)
  }

  @Test func `a quiet log has errors only`() {
    let written = Recorded<[UInt8]>()
    var log = Log(function: "f", clock: .standing(at: 1000)) { written.add($0) }
    log.isQuiet = true
    log.info("start")
    log.warning("odd")
    log.metrics([Metric("Seconds", .seconds, 1)])
    log.error("wrong")
    #expect(written.all.count == 1)
    #expect(written.all.first.map { String(decoding: $0, as: UTF8.self).contains("wrong") } == true)
  }

  @Test func `a log writes complete lines`() {
    let written = Recorded<[UInt8]>()
    var log = Log(function: "f", clock: .standing(at: 1000)) { written.add($0) }
    log.info("start")
    log.requestID = "r"
    log.metrics([Metric("Seconds", .seconds, 1)])
    let lines = written.all.map { String(decoding: $0, as: UTF8.self) }
    #expect(lines.allSatisfy { $0.hasSuffix("}\n") && $0.filter { $0 == "\n" }.count == 1 })
    #expect(lines.first?.contains("00:00:01.000Z") == true)
    #expect(lines.last?.contains(#""requestId":"r""#) == true)
  }
}
