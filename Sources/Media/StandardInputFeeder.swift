import CGStreamer
import CSystem
import Glibc
import MovieBoxes
import Synchronization

/// Reads standard input on a thread of its own and pushes it into an appsrc, which makes it wait when
/// `waitingBytes` wait.
///
/// A pipe cannot seek, so an MP4 whose index stands at its end cannot be read from one: the first bytes are
/// looked at before anything else starts.
final class StandardInputFeeder: MediaSource, @unchecked Sendable {
  let element: UnsafeMutablePointer<GstElement>
  private let facts: ContainerFacts
  private var prefix: [UInt8]
  private let state = Mutex<(failure: MediaError?, isStopped: Bool)>((nil, false))

  private let tally = Mutex(FragmentTally())

  private static let block = 256 << 10
  private static let waitingBytes: UInt = 2 << 20
  private static let name = MediaInput.standardInput.name

  init() throws {
    element = try GStreamerLibrary.element("appsrc")
    prefix = []
    let scan = try Self.scan(&prefix)
    guard !prefix.isEmpty else {
      throw MediaError(.invalidInput, Self.name, "is empty", remedy: "pipe a video into it")
    }
    facts = try ContainerFacts(scan, start: prefix, name: Self.name)
    if case .indexLast = scan {
      throw MediaError(
        .invalidInput, Self.name,
        "carries an MP4 with its index ('moov') behind the pictures, and a pipe cannot jump to it",
        remedy: "give the file's path instead of '-', or move the index first: "
          + "ffmpeg -i IN.mp4 -c copy -movflags +faststart OUT.mp4")
    }
    prefix.withUnsafeMutableBytes { LengthPatch(facts.index)?.apply(to: $0, readAt: 0) }
    gst_object_ref(element)  // The thread may outlive the pipeline that takes the floating reference.
    fv_set_int(element, "block", 1)
    fv_set_uint64(element, "max-bytes", Self.waitingBytes)
  }

  deinit { gst_object_unref(element) }

  func inspect() -> ContainerFacts { facts }

  var failure: (any Error)? { state.withLock { $0.failure } }

  func fragments() -> FragmentTally? { facts.index?.isFragmented == true ? tally.withLock { $0 } : nil }

  private func follow(_ bytes: [UInt8]) {
    if facts.index?.isFragmented == true { tally.withLock { $0.follow(bytes) } }
  }

  /// Starts the thread. A failure shows at the end of stream that it makes.
  func start(telling watch: PipelineWatch) {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<StandardInputFeeder>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    fv_name_thread(thread, "frameveil-stdin")
    pthread_detach(thread)
  }

  /// Makes the thread end at its next turn.
  func stop() { state.withLock { $0.isStopped = true } }

  private func run() {
    follow(prefix)
    push(prefix)
    prefix = []
    while !state.withLock({ $0.isStopped }) {
      switch Self.readBlock() {
      case .success(let bytes) where bytes.isEmpty:
        gst_app_src_end_of_stream(fv_app_src(element))
        return
      case .success(let bytes):
        follow(bytes)
        push(bytes)
      case .failure(let error):
        state.withLock { $0.failure = error }
        gst_app_src_end_of_stream(fv_app_src(element))
        return
      }
    }
  }

  /// Waits in GStreamer while its queue is full; returns at once when the pipeline has stopped.
  private func push(_ bytes: [UInt8]) {
    let buffer = gst_buffer_new_memdup(bytes, gsize(bytes.count))
    if gst_app_src_push_buffer(fv_app_src(element), buffer) != GST_FLOW_OK { stop() }
  }

  private static func scan(_ prefix: inout [UInt8]) throws -> MovieScan {
    var isWhole = false
    while true {
      let scan = MovieScan.prefix(prefix, isWhole: isWhole)
      guard case .needsMore(let count) = scan else { return scan }
      guard count <= MovieScan.largestIndexInMemory else {
        throw MediaError(
          .invalidInput, name,
          "carries an MP4 with \(count) bytes before its pictures, more than is held in memory",
          remedy: "give the file's path instead of '-'")
      }
      while prefix.count < count, !isWhole {
        let bytes = try readBlock().get()
        isWhole = bytes.isEmpty
        prefix += bytes
      }
    }
  }

  private static func readBlock() -> Result<[UInt8], MediaError> {
    while true {
      var count = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: block) { buffer, filled in
        count = Glibc.read(STDIN_FILENO, buffer.baseAddress, block)
        filled = max(0, count)
      }
      if count >= 0 { return .success(bytes) }
      if errno != EINTR { return .failure(.opening(name, errno: errno)) }
    }
  }
}
