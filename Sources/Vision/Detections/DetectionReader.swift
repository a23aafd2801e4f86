import Geometry

/// Parses Amazon Rekognition responses as a stream of timestamped boxes, in constant memory.
///
/// The input is one response, or the pages of one or more responses: concatenated, one per line, or in a JSON
/// array. A response is one of GetFaceDetection, GetFaceSearch, GetPersonTracking, GetLabelDetection,
/// GetTextDetection and GetContentModeration, with its members in any order, or the file that the AWS sample
/// stores: `{"timestamps":{"480":[BoundingBox…]},"response":{…}}`.
///
/// A sample without boxes means that the frame at that time was analysed and nothing was found. Only the AWS
/// sample's file and the embedded detector's responses contain this. A person without a face does not mean
/// that: GetFaceSearch returns faces less often than persons.
///
/// Samples are returned in the order of the input, which is not always that of time (`SortBy INDEX`), and the
/// same time may occur again later; `DetectionTimeline` sorts them. **The input is known to be complete only
/// when `next()` has returned nil**: a `JobStatus` or a `NextToken` may come at its end. One consumer, which
/// pulls.
public struct DetectionReader: ~Copyable {
  private enum State {
    case documents
    /// Inside an array of responses.
    case responses
    /// Inside a response object.
    case response
    /// Inside the list of detections of a response.
    case entries(ResponseList)
    /// Inside the AWS sample's object that maps milliseconds to boxes.
    case instants
    /// Inside the embedded detector's member, `Frameveil`.
    case record
    /// Inside its list of timestamps without detections.
    case emptyInstants
    case finished
    case failed(DetectionError)
  }

  private let allowMissingPages: Bool
  private var json: JSONReader
  private var state = State.documents
  private var isInArray = false
  private var response = Response(at: Position(line: 1, byteOffset: 0, path: ""))
  private var pages = PageSet()
  private var entries: EntryReader
  private var lookahead: DetectionSample?

  /// How many entries were skipped because they have no box: persons facing away, labels without instances.
  public var entriesWithoutBox: Int { entries.entriesWithoutBox }

  /// The metadata of the video in the responses; complete once `next()` has returned nil.
  public var metadata: VideoMetadata? { pages.metadata }

  /// The embedded detector's settings; nil for responses of other detectors.
  public private(set) var record: DetectorRecord?

  /// The selected labels that have not occurred so far, sorted; they may be misspelt.
  public var labelsNotFound: [String] { entries.counter.notFound }

  /// The faces selected by name, and which of them have been matched so far.
  var faces: FaceMatching { entries.faces }

  /// - Parameters:
  ///   - subjects: the subjects to extract.
  ///   - faces: the faces to look for in the `FaceMatches` of GetFaceSearch; at most 32.
  ///   - allowMissingPages: accept a last page that has a `NextToken`; the boxes of the pages after it are
  ///     then not redacted.
  ///   - fill: appends the next bytes of the input to an empty buffer that keeps its capacity, ideally 64 KiB
  ///     at a time; appending nothing ends the input. An error that it throws becomes
  ///     `DetectionError.Code.unreadable`.
  public init(
    subjects: Subjects = .faces, faces: [NamedFace] = [], allowMissingPages: Bool = false,
    fill: @escaping (inout [UInt8]) throws -> Void
  ) {
    self.allowMissingPages = allowMissingPages
    json = JSONReader(fill: fill)
    entries = EntryReader(subjects: subjects, faces: FaceMatching(faces))
  }

  /// The next sample: all consecutive entries with the same `Timestamp`; nil at the end of valid input.
  ///
  /// After an error, every call throws that error again.
  public mutating func next() throws(DetectionError) -> DetectionSample? {
    var sample = lookahead
    lookahead = nil
    while true {
      var boxes: [DetectedBox] = []
      guard let time = try nextEntry(into: &boxes) else { return sample }
      if sample == nil {
        sample = DetectionSample(time: time, boxes: boxes)
      } else if sample?.time == time {
        sample?.boxes += boxes
        try check(count: sample?.boxes.count ?? 0, at: time)
      } else {
        lookahead = DetectionSample(time: time, boxes: boxes)
        return sample
      }
    }
  }

  /// Limits the boxes per sample: data association among overlapping boxes takes cubic time. Rekognition
  /// returns at most a hundred.
  func check(count: Int, at time: MediaTime) throws(DetectionError) {
    guard count > Self.maximumBoxes else { return }
    throw DetectionError(
      .tooManyBoxes, "more than \(Self.maximumBoxes) bounding boxes at \(time)", at: json.markedPosition,
      remedy: "pass the response as Rekognition returned it, or select fewer subjects with --hide")
  }

  /// The maximum number of boxes in a sample.
  static var maximumBoxes: Int { 1000 }

  /// Appends the boxes of the next entry and returns its time; nil at the end of valid input.
  mutating func nextEntry(into boxes: inout [DetectedBox]) throws(DetectionError) -> MediaTime? {
    do {
      while true {
        if case .finished = state { return nil }
        let start = boxes.count
        if let time = try step(into: &boxes) {
          pages.note(time, boxes[start...])
          return time
        }
      }
    } catch {
      state = .failed(error)
      throw error
    }
  }

  /// Advances the state machine by one token or entry; returns the time when that was an entry.
  private mutating func step(into boxes: inout [DetectedBox]) throws(DetectionError) -> MediaTime? {
    switch state {
    case .documents: if try json.nextDocument() { try openDocument() } else { try finish() }
    case .responses: if try json.nextElement() { try openResponse() } else { state = .documents }
    case .response: if let key = try json.nextKey() { try readMember(key) } else { try closeResponse() }
    case .entries(let list):
      if try json.nextElement() { return try entries.readEntry(of: list, from: &json, into: &boxes) }
      state = .response
    case .instants:
      if let key = try json.nextKey() { return try entries.readInstant(key, from: &json, into: &boxes) }
      state = .response
    case .record:
      if let key = try json.nextKey() { try readRecord(key) } else { state = .response }
    case .emptyInstants:
      if try json.nextElement() { return try json.readTimestamp() }
      state = .record
    case .finished: break
    case .failed(let error): throw error
    }
    return nil
  }
}

extension DetectionReader {
  private mutating func openDocument() throws(DetectionError) {
    isInArray = try json.peekKind() == .array
    guard isInArray else { return try openResponse() }
    try json.beginArray()
    state = .responses
  }

  private mutating func openResponse() throws(DetectionError) {
    let kind = try json.peekKind()
    guard kind == .object else {
      throw .unknownShape("expected a response object, found \(kind.rawValue)", at: json.markedPosition)
    }
    response = Response(at: json.markedPosition)
    try json.beginObject()
    state = .response
  }

  private mutating func readMember(_ key: String) throws(DetectionError) {
    if let list = ResponseList(rawValue: key), try json.peekKind() != .null {
      response.lists.append(list)
      return try openList(list)
    }
    if key == "Frameveil", entries.subjects.faces, try json.peekKind() == .object {
      try json.beginObject()
      record = DetectorRecord()
      state = .record
      return
    }
    guard key == "response", try json.peekKind() == .object else {
      return try response.readMember(key, from: &json)
    }
    try response.readWrapped(from: &json)
  }

  private mutating func readRecord(_ key: String) throws(DetectionError) {
    guard key == "EmptyTimestamps", try json.peekKind() != .null else {
      var details = record ?? DetectorRecord()
      try json.readMember(key, of: &details)
      return record = details
    }
    try json.beginArray()
    state = .emptyInstants
  }

  private mutating func openList(_ list: ResponseList) throws(DetectionError) {
    guard list.supported(of: entries.subjects) != Subjects() else { return try json.skipValue() }
    if list == .instants {
      try json.beginObject()
      state = .instants
    } else {
      try json.beginArray()
      state = .entries(list)
    }
  }

  private mutating func closeResponse() throws(DetectionError) {
    try pages.add(response)
    state = isInArray ? .responses : .documents
  }

  private mutating func finish() throws(DetectionError) {
    try pages.check(entries.subjects, allowMissingPages: allowMissingPages, end: json.markedPosition)
    if !entries.faces.isEmpty { try pages.checkFaceSearch() }
    try entries.counter.check(at: response.position)
    state = .finished
  }
}
