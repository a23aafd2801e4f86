import AWS
import FrameveilTesting
import Geometry
import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// Invocations by the state machine.
@Suite(.blocking) struct StartJobTests {
  private static let sample = Result { try bytes(of: Frameveil.sample("faces.mp4")) }
  private let service = MemoryRekognition(pages: 1)

  private func call(
    _ movie: [UInt8], _ variables: [String: String] = [:], store: MemoryStore? = nil
  ) async throws -> String {
    let store = store ?? MemoryStore([ObjectReference(bucket: "in", key: "a.mp4"): movie])
    let both = ["STATE_MACHINE_ARN": "m", "OUTPUT_BUCKET": "out"].merging(variables) { $1 }
    let function = StartFaceDetection(
      executions: try StartExecutions(Variables(both), store: store, machines: MemoryMachines()),
      job: try StartJob(Variables(both), store: store, service: service))
    let event =
      #"{"video":{"bucket":"in","key":"a.mp4","etag":"e","size":\#(movie.count)},"token":"t","polls":0}"#
    return String(decoding: try await JSONHandler(function).handle(Array(event.utf8), .test()), as: UTF8.self)
  }

  @Test func `a job is started after the estimate`() async throws {
    let movie = try Self.sample.get()
    let store = MemoryStore([ObjectReference(bucket: "in", key: "a.mp4"): movie])
    let response = try await call(movie, ["BLUR_TIMEOUT_SECONDS": "900"], store: store)
    let probe = try Program([
      "ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height,nb_frames",
      "-of",
      "csv=p=0", Frameveil.sample("faces.mp4"),
    ]).runTool()
    let facts = String(decoding: probe, as: UTF8.self).split { ",\n".contains($0) }.compactMap { Int($0) }
    let seconds = Int((Double(facts[0] * facts[1] * facts[2]) / 1e6 * 0.03).rounded(.up))
    #expect(
      response.contains(
        #""frames":\#(facts[2]),"height":\#(facts[1]),"seconds":\#(seconds),"width":\#(facts[0])},"#
          + #""isDivided":false,"jobId":"job-1"}"#
      ))
    let video = VideoReference(
      ObjectReference(bucket: "in", key: "a.mp4"), etag: "e", size: UInt64(movie.count))
    #expect(service.jobs.withLock { $0 } == [DetectionJob(video: video, token: "t", channel: nil)])
    let read = store.reads.withLock { $0.reduce(0) { $0 + $1.count } }
    #expect(read < 64 << 10, "only the index is read")
  }

  @Test func `a video that would take too long is rejected before the job is started`() async throws {
    let failure = await failure {
      _ = try await call(
        try Self.sample.get(), ["BLUR_TIMEOUT_SECONDS": "900", "SECONDS_PER_MEGAPIXEL_FRAME": "50"])
    }
    #expect(failure?.type == "TooLong")
    #expect(failure?.message.contains("has 900 s") == true)
    #expect(service.jobs.withLock { $0.isEmpty })
  }

  /// 240 frames of 1280x720 are 6.6 s of work, of which a plan takes 4 s.
  @Test(arguments: [(7, "false"), (5, "true")])
  func `a video that does not fit the blur function is divided`(seconds: Int, isDivided: String) async throws
  {
    let response = try await call(
      try Self.sample.get(),
      [
        "BLUR_TIMEOUT_SECONDS": "\(seconds)", "SECONDS_PER_MEGAPIXEL_FRAME": "0.03", "SPAN_CONCURRENCY": "40",
      ])
    #expect(response.contains(#""concurrency":40,"#) && response.contains(#""isDivided":\#(isDivided),"#))
  }

  @Test func `an invalid video is rejected before the job is started`() async throws {
    let movie = try Self.sample.get()
    let broken: [([UInt8], String)] = [
      (Array(movie.prefix(movie.count / 2)), "truncated"), (Array("no movie at all".utf8), "not an MP4"),
      (Array(movie.prefix(32)), "has no index"),
    ]
    for (bytes, words) in broken {
      let failure = await failure { _ = try await call(bytes) }
      #expect(failure?.type == "InvalidInput")
      #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }
    #expect(service.jobs.withLock { $0.isEmpty })
  }

  @Test(arguments: [1 << 62, UInt64(Int64.max), 1 << 63, UInt64.max - 1] as [UInt64])
  func `an index with an absurd duration does not crash the function`(ticks: UInt64) async throws {
    func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
    func box(_ type: String, _ payload: [UInt8]) -> [UInt8] {
      bytes(UInt64(payload.count + 8), 4) + Array(type.utf8) + payload
    }
    let mvhd = box("mvhd", [1] + bytes(0, 19) + bytes(1, 4) + bytes(ticks, 8) + bytes(0, 80))
    let stbl = box(
      "stbl", box("stsd", bytes(0, 40) + bytes(64, 2) + bytes(64, 2)) + box("stsz", bytes(9, 12)))
    let mdia = box("mdia", box("hdlr", bytes(0, 8) + Array("vide".utf8)) + box("minf", stbl))
    let response = try await call(box("ftyp", bytes(0, 8)) + box("moov", mvhd + box("trak", mdia)))
    #expect(response.contains(#""frames":9"#) && !response.contains("durationSeconds"), "\(response)")
  }

  @Test func `an estimate beyond the integer range is too long`() async throws {
    let failure = await failure {
      _ = try await call(
        try Self.sample.get(), ["BLUR_TIMEOUT_SECONDS": "900", "SECONDS_PER_MEGAPIXEL_FRAME": "1e300"])
    }
    #expect(failure?.type == "TooLong")
  }

  @Test func `a fragmented file has no estimate and is started`() async throws {
    let folder = try TemporaryFolder()
    try Program([
      "ffmpeg", "-v", "error", "-i", Frameveil.sample("faces.mp4"), "-t", "1", "-c", "copy", "-movflags",
      "frag_keyframe+empty_moov", folder("f.mp4"),
    ]).runTool()
    let response = try await call(try bytes(of: folder("f.mp4")), ["BLUR_TIMEOUT_SECONDS": "1"])
    #expect(
      response
        == #"{"announced":false,"concurrency":10,"estimate":null,"isDivided":false,"jobId":"job-1"}"#)
  }

  @Test func `the notification channel is passed to Rekognition`() async throws {
    let topic = ["SNS_TOPIC_ARN": "arn:t", "SNS_ROLE_ARN": "arn:r"]
    #expect(try await call(try Self.sample.get(), topic).hasPrefix(#"{"announced":true,"#))
    let channel = NotificationChannel(topic: "arn:t", role: "arn:r")
    #expect(service.jobs.withLock { $0.map(\.channel) } == [channel])
    let failure = await failure { _ = try await call(try Self.sample.get(), ["SNS_TOPIC_ARN": "arn:t"]) }
    #expect(failure?.type == "Configuration")
    #expect(failure?.message.contains("SNS_ROLE_ARN") == true)
  }
}
