import Geometry

/// Reads Amazon Rekognition's answers as a stream of timestamped boxes, in constant memory.
///
/// It takes one answer, or pages of answers: concatenated, one on a line, or in a JSON array. An answer is one of
/// GetFaceDetection, GetFaceSearch, GetPersonTracking, GetLabelDetection and GetTextDetection, with its members
/// in any order, or what the AWS sample stores: `{"timestamps":{"480":[BoundingBox…]},"response":{…}}`.
///
/// A sample without boxes says that nothing was found at an instant that was looked at; only the AWS sample's file
/// and the embedded detector's answers tell that. A person without a face says no such thing, as GetFaceSearch gives faces less often than persons.
///
/// Samples come in the order of the input, which is not always that of time (`SortBy INDEX`), and one instant may
/// come again later; `DetectionTimeline` puts them in order. **Only when `next()` has returned nil is the input
/// known to be whole**: a `JobStatus` or a `NextToken` may stand at its end. One consumer; it pulls.
public struct DetectionReader: ~Copyable {
  private enum State {
    /// Between documents.
    case documents
    /// In an array of answers.
    case answers
    /// In an answer.
    case response
    /// In the list of an answer.
    case entries(ResponseList)
    /// In the AWS sample's object from milliseconds to boxes.
    case instants
    /// In the embedded detector's own member.
    case record
    /// In its list of instants at which nothing was found.
    case emptyInstants
    case finished
    case failed(DetectionError)
  }

  private let allowMissingPages: Bool
  private var json: JSONReader
  private var state = State.documents
  private var isInArray = false
  private var response = Response(at: Place(line: 1, byteOffset: 0, path: ""))
  private var pages = PageSet()
  private var entries: EntryReader
  private var lookahead: DetectionSample?

  /// The entries passed over because they have no box to take: persons turned away, labels without instances.
  public var entriesWithoutBox: Int { entries.entriesWithoutBox }

  /// What the answers say of the video; whole once `next()` has returned nil.
  public var metadata: VideoMetadata? { pages.metadata }

  /// How the embedded detector looked at the video; nil for answers of others.
  public private(set) var record: DetectorRecord?

  /// The chosen labels that no answer names so far, sorted; perhaps misspelt.
  public var labelsNotFound: [String] { entries.tally.unmet }

  /// The faces that were chosen by name, and which of them were met so far.
  var faces: FaceMatching { entries.faces }

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - subjects: what to take out of the answers.
  ///   - faces: whom to look for in the `FaceMatches` of GetFaceSearch; 32 at most.
  ///   - allowMissingPages: take a last page that has a `NextToken`, whose boxes to come are then not hidden.
  ///   - fill: appends the next bytes of the input to an empty buffer that keeps its capacity, at best 64 KiB at
  ///     a time; appending nothing ends the input. What it throws becomes `DetectionError.Code.unreadable`.
  public init(
    subjects: Subjects = .faces, faces: [NamedFace] = [], allowMissingPages: Bool = false,
    fill: @escaping (inout [UInt8]) throws -> Void
  ) {
    self.allowMissingPages = allowMissingPages
    json = JSONReader(fill: fill)
    entries = EntryReader(subjects: subjects, faces: FaceMatching(faces))
  }

  /// The next sample: all neighbouring entries of one `Timestamp`; nil at the end of sound input.
  ///
  /// After an error it throws the same error again.
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

  /// Refuses more boxes of an instant than a picture has faces: telling who is who among boxes that overlap takes the
  /// cube of their number. Rekognition finds a hundred at most.
  func check(count: Int, at time: MediaTime) throws(DetectionError) {
    guard count > Self.mostBoxes else { return }
    throw DetectionError(
      .tooManyBoxes, "more than \(Self.mostBoxes) bounding boxes at \(time)", at: json.markedPlace,
      remedy: "pass the response as Rekognition returned it, or select fewer subjects with --hide")
  }

  /// How many boxes an instant may have.
  static var mostBoxes: Int { 1000 }

  /// Appends the boxes of the next entry and returns its time; nil at the end of sound input.
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

  /// Takes one step through the input; returns a time when that was an entry.
  private mutating func step(into boxes: inout [DetectedBox]) throws(DetectionError) -> MediaTime? {
    switch state {
    case .documents: if try json.nextDocument() { try openDocument() } else { try finish() }
    case .answers: if try json.nextElement() { try openAnswer() } else { state = .documents }
    case .response: if let key = try json.nextKey() { try readMember(key) } else { try closeAnswer() }
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

// The steps.
extension DetectionReader {
  private mutating func openDocument() throws(DetectionError) {
    isInArray = try json.peekKind() == .array
    guard isInArray else { return try openAnswer() }
    try json.beginArray()
    state = .answers
  }

  private mutating func openAnswer() throws(DetectionError) {
    let kind = try json.peekKind()
    guard kind == .object else {
      throw .unknownShape("expected a response object, found \(kind.rawValue)", at: json.markedPlace)
    }
    response = Response(at: json.markedPlace)
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
    guard list.held(of: entries.subjects) != Subjects() else { return try json.skipValue() }
    if list == .instants {
      try json.beginObject()
      state = .instants
    } else {
      try json.beginArray()
      state = .entries(list)
    }
  }

  private mutating func closeAnswer() throws(DetectionError) {
    try pages.add(response)
    state = isInArray ? .answers : .documents
  }

  private mutating func finish() throws(DetectionError) {
    try pages.check(entries.subjects, allowMissingPages: allowMissingPages, end: json.markedPlace)
    if !entries.faces.isEmpty { try pages.checkFaceSearch() }
    try entries.tally.check(at: response.place)
    state = .finished
  }
}
