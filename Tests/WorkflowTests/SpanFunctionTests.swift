import AWS
import FrameveilTesting
import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// The functions of a divided video, with a fake pipeline: their tasks, their responses, and what they refuse.
@Suite(.blocking) struct SpanFunctionTests {
  private final class Divider: VideoDivider {
    let plans = Mutex<[PlanTask]>([])
    let spans = Mutex<[SpanTask]>([])
    let joins = Mutex<[JoinTask]>([])
    private let plan: PlanResult

    init(_ plan: PlanResult = PlanResult(spans: 3, longestSpan: 100)) { self.plan = plan }

    func plan(_ task: PlanTask) async throws -> PlanResult {
      plans.withLock { $0.append(task) }
      return plan
    }
    func blur(_ task: SpanTask) async throws -> SpanResult {
      guard task.span < 9 else { throw WorkflowError(.invalidInput, "there is no span 9") }
      spans.withLock { $0.append(task) }
      return SpanResult(frames: 80, bytes: 1000, peakRSS: 2000)
    }
    func join(_ task: JoinTask) async throws -> BlurResult {
      joins.withLock { $0.append(task) }
      return BlurResult(
        bytes: 1000, frames: 240, framesWithFaces: 200, faces: 600, tracks: 3, weakSpots: 2, peakRSS: 5)
    }
  }

  private static let sample = Result { try bytes(of: Frameveil.sample("faces.mp4")) }
  private static let objects = SpanObjects(bucket: "det", token: "t")

  private func video() throws -> (VideoReference, MemoryStore) {
    let (movie, object) = (try Self.sample.get(), ObjectReference(bucket: "in", key: "a.mp4"))
    return (VideoReference(object, etag: "e", size: UInt64(movie.count)), MemoryStore([object: movie]))
  }

  private func call(_ function: some WorkflowFunction, _ members: String) async throws -> String {
    let (video, _) = try video()
    let event =
      #"{"video":{"bucket":"in","key":"a.mp4","etag":"e","size":\#(video.size)},"token":"t",\#(members)}"#
    return String(decoding: try await JSONHandler(function).handle(Array(event.utf8), .test()), as: UTF8.self)
  }

  private static let planned =
    #""output":{"bucket":"out","key":"a.mp4"},"detections":{"bucket":"det","prefix":"t","parts":2}"#

  @Test func `a plan has as many spans as its work needs, and its items are an object`() async throws {
    let (video, store) = try video()
    let divider = Divider()
    let variables = Variables([
      "DETECTIONS_BUCKET": "det", "BLUR_TIMEOUT_SECONDS": "6", "SPAN_SECONDS": "0.5",
      "SECONDS_PER_MEGAPIXEL_FRAME": "0.03",
    ])
    let response = try await call(
      PlanSpans(variables, store: store, divider: divider), Self.planned)
    #expect(response == #"{"items":{"bucket":"det","key":"spans/t/items.json"},"spans":3}"#)
    #expect(store.json("det", "spans/t/items.json") == #"[{"span":1},{"span":2},{"span":3}]"#)
    // 240 frames of 1280x720 are 6.6 s of work.
    #expect(
      divider.plans.withLock { $0 } == [
        PlanTask(
          video: video, detections: DetectionParts(bucket: "det", prefix: "t", parts: 2),
          output: ObjectReference(bucket: "out", key: "a.mp4"), spans: 14, objects: Self.objects)
      ])
  }

  @Test func `a span that is too long for a worker is refused`() async throws {
    let (_, store) = try video()
    let variables = Variables(["DETECTIONS_BUCKET": "det", "BLUR_TIMEOUT_SECONDS": "6"])
    let failure = await failure {
      let divider = Divider(PlanResult(spans: 1, longestSpan: 240))
      _ = try await call(PlanSpans(variables, store: store, divider: divider), Self.planned)
    }
    #expect(failure?.type == "TooLong")
    #expect(failure?.message.contains("longest span has 240 frames") == true, "\(failure as Any)")
    #expect(store.json("det", "spans/t/items.json") == nil)
  }

  @Test func `a worker gets the objects of its video`() async throws {
    let divider = Divider()
    let response = try await call(
      BlurSpan(Variables(["DETECTIONS_BUCKET": "det"]), store: MemoryStore(), divider: divider),
      #""span":2"#)
    #expect(response == #"{"span":2}"#)
    let task = SpanTask(video: try video().0, span: 2, objects: Self.objects)
    #expect(divider.spans.withLock { $0 } == [task])
    #expect(task.objects.piece(2).key == "spans/t/00002.piece")
  }

  @Test func `the record of a failed Map tells why a span failed`() async throws {
    let store = MemoryStore()
    let variables = Variables(["DETECTIONS_BUCKET": "det"])
    func record(_ error: String) async throws -> String? {
      _ = try await call(
        RecordFailure(variables, store: store),
        #""output":{"bucket":"out","key":"a.mp4"},"error":{"Error":"\#(error)","Cause":"exceeded"}"#)
      return store.json("out", "a.mp4.error.json")
    }
    #expect(try await record(SpanFailure.errorOfMap)?.contains(#""cause":"exceeded""#) == true)
    let worker = try BlurSpan(variables, store: store, divider: Divider())
    #expect(await failure { _ = try await call(worker, #""span":9"#) }?.type == "InvalidInput")
    let text = try await record(SpanFailure.errorOfMap)
    #expect(
      text?.contains(#""cause":"span 9: there is no span 9","error":"InvalidInput""#) == true, "\(text ?? "")"
    )
    #expect(try await record("OutOfTime")?.contains(#""error":"OutOfTime""#) == true)
  }

  @Test func `a join responds as a blur`() async throws {
    let divider = Divider()
    let function = try JoinSpans(Variables(["DETECTIONS_BUCKET": "det"]), divider: divider)
    let response = try await call(function, #""output":{"bucket":"out","key":"a.mp4"},"spans":3"#)
    #expect(
      response
        == #"{"frames":240,"framesWithFaces":200,"output":{"bucket":"out","bytes":1000,"key":"a.mp4"},"#
        + #""report":{"bucket":"out","key":"a.mp4.report.json"},"seconds":0,"tracks":3,"weakSpots":2}"#)
    #expect(divider.joins.withLock { $0.map(\.metadata) } == [["frameveil-token": "t"]])
    let refused = await failure {
      _ = try await call(function, #""output":{"bucket":"in","key":"a.mp4"},"spans":3"#)
    }
    #expect(refused?.type == "InvalidInput")
    #expect(divider.joins.withLock { $0.count } == 1)
  }

  @Test func `all objects of one video are removed, and nothing else`() async throws {
    let store = MemoryStore(
      Dictionary(uniqueKeysWithValues: (1...2100).map { (Self.objects.piece($0), [0]) }))
    let others = ["spans/t2/00001.piece", "t/00001.json"]
    for key in others {
      try await store.write([0], to: ObjectReference(bucket: "det", key: key), contentType: "")
    }
    let function = try RemovePieces(Variables(["DETECTIONS_BUCKET": "det"]), store: store)
    func remove(_ token: String) async throws -> String {
      let event = Array(#"{"token":"\#(token)"}"#.utf8)
      return String(decoding: try await JSONHandler(function).handle(event, .test()), as: UTF8.self)
    }
    #expect(try await remove("t") == #"{"removed":2100}"#)
    #expect(try await remove("t") == #"{"removed":0}"#)
    #expect(store.keys("det") == others)
    for token in ["", "a/b"] {
      #expect(await failure { _ = try await remove(token) }?.type == "InvalidInput")
    }
    #expect(store.keys("det") == others)
  }
}
