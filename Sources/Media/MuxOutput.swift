import CGStreamer
import MovieBoxes
import Synchronization

/// Takes what a muxer writes, on the muxer's thread, and hands it to a byte sink.
///
/// It stands at the end of the writing pipeline as a probe on a fakesink, because GStreamer's own sinks
/// cannot publish a file atomically, move an index to the front or, later, upload parts. It answers the
/// muxer's question whether one can seek, follows its seeks, and for MP4 lays the boxes out (`MovieLayout`).
/// From a sink that rewrites only its head the last bytes are held back (`HeldTail`), and Matroska's clusters
/// keep the unknown size that they begin with (`ClusterSizes`). Where a sink cannot have holes there are zeros.
final class MuxOutput: @unchecked Sendable {
  private struct State {
    var offset: UInt64 = 0
    var layout: MovieLayout?
    var written: UInt64 = 0
    /// Of a sink that rewrites only its head.
    var clusters = ClusterSizes()
    var tail = HeldTail()
    /// Of an MP4's tracks, once the index was seen.
    var timescales: [UInt32: UInt32] = [:]
  }
  private let state: Mutex<State>
  private let sink: any ByteSink
  /// Whether the muxer is told that it can seek.
  private let isSeekable: Bool
  private let watch: PipelineWatch
  /// What to change in an MP4's index, asked when the muxer writes it.
  private let amendment: @Sendable (_ mediaShift: UInt64) -> MovieAmendment
  private let error = Mutex<MediaError?>(nil)

  init(
    sink: any ByteSink, isSeekable: Bool, layout: MovieLayout?, watch: PipelineWatch,
    amendment: @escaping @Sendable (UInt64) -> MovieAmendment
  ) {
    self.sink = sink
    self.isSeekable = isSeekable
    self.watch = watch
    self.amendment = amendment
    state = Mutex(State(layout: layout))
  }

  /// What the byte sink threw.
  var failure: MediaError? { error.withLock { $0 } }
  /// Bytes handed to the sink.
  var written: UInt64 { state.withLock { $0.written } }
  /// Whether an MP4's index stands before its media data; nil for other containers.
  var isIndexFirst: Bool? { state.withLock { $0.layout?.isIndexFirst } }

  /// Takes everything that arrives at an element's sink pad.
  func attach(to element: UnsafeMutablePointer<GstElement>) {
    let pad = gst_element_get_static_pad(element, "sink")
    defer { gst_object_unref(pad) }
    let kinds =
      GST_PAD_PROBE_TYPE_BUFFER.rawValue | GST_PAD_PROBE_TYPE_BUFFER_LIST.rawValue
      | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM.rawValue | GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM.rawValue
    gst_pad_add_probe(
      pad, GstPadProbeType(rawValue: kinds),
      { _, info, context in
        guard let info, let context else { return GST_PAD_PROBE_OK }
        return Unmanaged<MuxOutput>.fromOpaque(context).takeUnretainedValue().take(info)
      }, Unmanaged.passRetained(self).toOpaque(),
      { context in
        if let context { Unmanaged<MuxOutput>.fromOpaque(context).release() }
      })
  }

  private func take(_ info: UnsafeMutablePointer<GstPadProbeInfo>) -> GstPadProbeReturn {
    let kind = info.pointee.type.rawValue
    var buffers: [UnsafeMutablePointer<GstBuffer>] = []
    if kind & GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM.rawValue != 0 {
      return gst_pad_probe_info_get_query(info).map(answer) ?? GST_PAD_PROBE_OK
    } else if kind & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM.rawValue != 0 {
      if let event = gst_pad_probe_info_get_event(info) { keepFailure { try follow(event) } }
      return GST_PAD_PROBE_OK
    } else if kind & GST_PAD_PROBE_TYPE_BUFFER.rawValue != 0 {
      buffers = [gst_pad_probe_info_get_buffer(info)].compactMap { $0 }
    } else if let list = gst_pad_probe_info_get_buffer_list(info) {
      buffers = (0..<gst_buffer_list_length(list)).compactMap { gst_buffer_list_get(list, $0) }
    }
    keepFailure { for buffer in buffers { try write(buffer) } }
    return GST_PAD_PROBE_DROP
  }

  private func keepFailure(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      let failure = error as? MediaError ?? MediaError(.internalFailure, sink.name, "\(error)")
      self.error.withLock { $0 = $0 ?? failure }
      watch.fail(
        PipelineWatch.Failure(
          domain: .resource, code: 0, message: failure.message, detail: "", factory: "output"))
    }
  }

  private func answer(_ query: UnsafeMutablePointer<GstQuery>) -> GstPadProbeReturn {
    guard fv_query_type(query) == GST_QUERY_SEEKING else { return GST_PAD_PROBE_OK }
    gst_query_set_seeking(query, GST_FORMAT_BYTES, isSeekable ? 1 : 0, 0, -1)
    return GST_PAD_PROBE_HANDLED
  }

  private func follow(_ event: UnsafeMutablePointer<GstEvent>) throws {
    if fv_event_type(event) == GST_EVENT_EOS, failure == nil {
      return try state.withLock { try passAll(&$0) }
    }
    guard fv_event_type(event) == GST_EVENT_SEGMENT else { return }
    var segment: UnsafePointer<GstSegment>?
    gst_event_parse_segment(event, &segment)
    guard let segment, segment.pointee.format == GST_FORMAT_BYTES else { return }
    state.withLock { $0.offset = UInt64(segment.pointee.start) }
  }

  private func write(_ buffer: UnsafeMutablePointer<GstBuffer>) throws {
    guard failure == nil else { return }
    var map = GstMapInfo()
    guard gst_buffer_map(buffer, &map, GST_MAP_READ) != 0 else {
      throw MediaError(.internalFailure, sink.name, "a piece of the result cannot be mapped")
    }
    defer { gst_buffer_unmap(buffer, &map) }
    try state.withLock { state in
      try place(UnsafeRawBufferPointer(start: map.data, count: Int(map.size)), &state)
      state.offset += UInt64(map.size)
    }
  }

  private func place(_ bytes: UnsafeRawBufferPointer, _ state: inout State) throws {
    let step = state.layout?.step(head: Array(bytes.prefix(8)), count: bytes.count, at: state.offset)
    switch step {
    case nil: try hand(bytes, at: state.offset, &state)
    case .write(let offset): try hand(bytes, at: offset, &state)
    case .drop: break
    case .fragment(let offset):
      let amended = amendment(0).applied(toFragment: Array(bytes), timescales: state.timescales)
      guard let amended else { throw unreadable("a fragment") }
      try amended.withUnsafeBytes { try hand($0, at: offset, &state) }
    case .index:
      guard let index = amendment(state.layout?.mediaShift ?? 0).applied(to: Array(bytes)) else {
        throw unreadable("an index")
      }
      state.timescales = MovieAmendment.timescales(ofIndex: index)
      for write in state.layout?.place(index: index) ?? [] {
        try write.bytes.withUnsafeBytes { try hand($0, at: write.offset, &state) }
      }
    }
  }

  private func unreadable(_ what: String) -> MediaError {
    MediaError(.internalFailure, sink.name, "the muxer wrote \(what) that cannot be read")
  }

  private func hand(_ bytes: UnsafeRawBufferPointer, at offset: UInt64, _ state: inout State) throws {
    let range = offset..<offset + UInt64(bytes.count)
    if sink.rewriting != .anywhere { try fill(to: offset, &state) }
    if case .head = sink.rewriting {
      try hold(bytes, at: range, &state)
    } else {
      guard sink.rewriting.allows(range, written: state.written) else { throw cannotGoBack }
      try sink.write(bytes, at: offset)
    }
    state.written = max(state.written, range.upperBound)
  }

  private func hold(_ bytes: UnsafeRawBufferPointer, at range: Range<UInt64>, _ state: inout State) throws {
    state.clusters.note(bytes, at: range.lowerBound)
    if range.lowerBound == state.tail.end {
      let start = state.tail.start
      return try pass(state.tail.add(bytes), at: start)
    }
    if state.tail.overwrite(range, with: bytes) { return }
    if range.upperBound > state.tail.start { try passAll(&state) }
    guard sink.rewriting.allows(range, written: state.tail.start) else {
      if state.clusters.isSize(range) { return }
      throw cannotGoBack
    }
    try sink.write(bytes, at: range.lowerBound)
  }

  private func passAll(_ state: inout State) throws {
    let start = state.tail.start
    try pass(state.tail.release(), at: start)
  }

  private func pass(_ bytes: [UInt8], at offset: UInt64) throws {
    if !bytes.isEmpty { try bytes.withUnsafeBytes { try sink.write($0, at: offset) } }
  }

  private var cannotGoBack: MediaError {
    MediaError(
      .configuration, sink.name,
      "this container must go back while it is written, and that cannot be done here",
      remedy: "write to a file, or take a profile for pipes such as mp4-fragmented or mkv")
  }

  /// Writes zeros up to an offset.
  private func fill(to offset: UInt64, _ state: inout State) throws {
    while state.written < offset {
      let zeros = [UInt8](repeating: 0, count: Int(min(offset - state.written, 1 << 20)))
      try zeros.withUnsafeBytes { try hand($0, at: state.written, &state) }
    }
  }
}
