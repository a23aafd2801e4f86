import CGStreamer
import MovieBoxes
import Synchronization

/// Gives a reading pipeline bytes of any offset through an appsrc that demuxers pull from.
///
/// A demuxer's thread waits in the appsrc for exactly the range that it asked for (`RangeRequests`); one task
/// reads that range, and pushes it. Nothing is read that was not asked for, so whoever implements `ByteRanges`
/// decides what to fetch ahead.
final class RangeFeeder: MediaSource, @unchecked Sendable {
  let element: UnsafeMutablePointer<GstElement>
  private let ranges: any ByteRanges
  private let requests = RangeRequests()
  private let memory: RangeMemory
  private let state = Mutex<(failure: (any Error)?, task: Task<Void, Never>?)>((nil, nil))

  init(_ ranges: any ByteRanges) throws {
    self.ranges = ranges
    memory = RangeMemory(ranges)
    element = try GStreamerLibrary.element("appsrc")
    gst_object_ref(element)  // The task may outlive the pipeline that takes the floating reference.
    gst_app_src_set_stream_type(fv_app_src(element), GST_APP_STREAM_TYPE_RANDOM_ACCESS)
    gst_app_src_set_size(fv_app_src(element), Int(clamping: ranges.size))
    gst_app_src_set_max_bytes(fv_app_src(element), 0)
    requests.attach(to: element)
  }

  deinit { gst_object_unref(element) }

  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Reads the heads of a movie's boxes and its index, which the demuxer then gets out of memory.
  func inspect() async throws -> ContainerFacts {
    guard ranges.size > 0 else { throw MediaError(.invalidInput, ranges.name, "is empty") }
    let start = try await memory.keep(0..<min(ranges.size, UInt64(ContainerFacts.startBytes)))
    var walk = MovieWalk(size: ranges.size, countsFragments: false)
    while let wanted = walk.wanted {
      guard wanted.count <= MovieScan.largestIndexInMemory else {
        throw MediaError(
          .invalidInput, ranges.name,
          "is an MP4 with an index of \(wanted.count) bytes, more than is held in memory",
          remedy: "copy it to a file, and name that")
      }
      let bytes = try await memory.keep(wanted)
      walk.step { offset, count in Array(bytes.dropFirst(Int(offset - wanted.lowerBound)).prefix(count)) }
    }
    let facts = try ContainerFacts(walk.scan ?? .notAMovie, start: start, name: ranges.name)
    await memory.follow(facts.index)
    return facts
  }

  func start(telling watch: PipelineWatch) {
    let task = Task {
      while let range = await requests.next() {
        do {
          let bytes = try await memory.give(range)
          requests.answer(range, with: bytes, through: element)
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
          watch.fail(
            PipelineWatch.Failure(
              domain: .resource, code: 0, message: "\(error)", detail: "", factory: "ranges"))
          // The demuxer's thread waits still.
          gst_app_src_end_of_stream(fv_app_src(element))
          return
        }
      }
    }
    state.withLock { $0.task = task }
  }

  func settle() async { await memory.settle() }

  func stop() { state.withLock { $0.task }?.cancel() }

  func fragments() async throws -> FragmentTally? { try await memory.countedFragments() }
}
