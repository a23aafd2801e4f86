import AWS
import Detections
import Geometry
@testable import LocalRekognition
import Testing

/// The job table as a value: no tasks and no clock.
@Suite struct JobTableTests {
  private static let video = ObjectReference(bucket: "bucket", key: "in.mp4")

  private static func request(token: String? = nil, tag: String? = nil) -> StartRequest {
    StartRequest(ClientRequestToken: token, JobTag: tag)
  }

  /// A table with the jobs `0`, `1` and so on.
  private static func table(_ jobs: Int, _ limits: JobTable.Limits = JobTable.Limits()) -> JobTable {
    var table = JobTable(limits)
    for job in 0..<jobs { _ = table.admit(request(), .faceDetection, of: video, as: "\(job)", at: 0) }
    return table
  }

  private static func findings(_ faces: Int) -> Job.State {
    var findings = Findings(of: VideoProperties(), includesPersons: false)
    let box = DetectedBox(box: Box(left: 0, top: 0, width: 0.5, height: 0.5))
    findings.append(DetectionSample(time: .zero, boxes: Array(repeating: box, count: faces)))
    return .succeeded(findings)
  }

  @Test func `jobs run in order, up to a number at a time`() {
    var table = Self.table(3)
    #expect(table.next(running: 2)?.id == "0")
    #expect(table.next(running: 2)?.id == "1")
    #expect(table.next(running: 2)?.id == nil)
    table.finish("1", .failed("broken"))
    #expect(table.next(running: 2)?.id == "2")
  }

  @Test func `with zero running jobs all stay queued`() {
    var table = Self.table(1)
    #expect(table.next(running: 0)?.id == nil)
  }

  @Test func `the twenty-first open job is rejected until one has ended`() {
    var table = Self.table(20)
    #expect(table.admit(Self.request(), .personTracking, of: Self.video, as: "new", at: 0) == .full)
    _ = table.next(running: 1)
    #expect(table.admit(Self.request(), .faceDetection, of: Self.video, as: "new", at: 0) == .full)
    table.finish("0", .failed("broken"))
    #expect(
      table.admit(Self.request(), .faceDetection, of: Self.video, as: "new", at: 0) == .started("new"))
  }

  @Test func `a token identifies one request of one kind`() {
    var table = JobTable()
    let (one, other) = (Self.request(token: "a"), Self.request(token: "a", tag: "b"))
    #expect(table.admit(one, .faceDetection, of: Self.video, as: "0", at: 0) == .started("0"))
    #expect(table.admit(one, .faceDetection, of: Self.video, as: "1", at: 0) == .repeated("0"))
    #expect(table.admit(other, .faceDetection, of: Self.video, as: "1", at: 0) == .mismatch)
    #expect(table.admit(other, .faceSearch, of: Self.video, as: "1", at: 0) == .started("1"))
  }

  @Test func `a repeated request is recognized even at the job limit`() {
    var table = JobTable()
    let request = Self.request(token: "a")
    for job in 0..<20 {
      let token = Self.request(token: job == 0 ? "a" : nil)
      _ = table.admit(token, .faceDetection, of: Self.video, as: "\(job)", at: 0)
    }
    #expect(table.admit(request, .faceDetection, of: Self.video, as: "new", at: 0) == .repeated("0"))
  }

  @Test func `a job and its token expire after seven days, but never while the job is open`() {
    let week: Int64 = 7 * 24 * 3_600_000
    var table = JobTable()
    let request = Self.request(token: "a")
    for id in ["0", "1"] {
      _ = table.admit(id == "0" ? request : Self.request(), .faceDetection, of: Self.video, as: id, at: 0)
    }
    _ = table.next(running: 1)
    table.finish("0", Self.findings(1))
    #expect(table.job("0", at: week) != nil)
    #expect(table.job("0", at: week + 1) == nil)
    #expect(table.job("1", at: week + 1) != nil)
    #expect(table.known(request, .faceDetection, at: week + 1) == nil)
  }

  @Test func `above the memory limit the oldest results are removed, and the newest stay`() {
    var limits = JobTable.Limits()
    limits.bytes = 440
    var table = Self.table(3, limits)
    for id in ["1", "0"] {
      _ = table.next(running: 3)
      table.finish(id, Self.findings(5))
    }
    #expect(table.job("0", at: 0) != nil && table.job("1", at: 0) != nil)
    _ = table.next(running: 3)
    table.finish("2", Self.findings(20))
    #expect(table.job("0", at: 0) == nil && table.job("1", at: 0) == nil)
    #expect(table.job("2", at: 0) != nil)
  }

  @Test func `the number of finished jobs is limited`() {
    var limits = JobTable.Limits()
    limits.finished = 2
    var table = Self.table(3, limits)
    for id in ["0", "1", "2"] {
      _ = table.next(running: 1)
      table.finish(id, .failed("broken"))
    }
    #expect(table.job("0", at: 0) == nil)
    #expect(table.job("1", at: 0) != nil && table.job("2", at: 0) != nil)
  }
}
