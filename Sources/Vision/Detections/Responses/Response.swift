/// The members of a response besides its list; they may come before or after it, in any order.
struct Response {
  /// The position of the response's start.
  let position: Position
  /// The lists read so far.
  var lists: [ResponseList] = []
  private(set) var jobStatus: (name: String, position: Position)?
  private(set) var statusMessage: String?
  private(set) var metadata: (value: VideoMetadata, position: Position)?
  private(set) var nextToken: (text: String, position: Position)?
  /// The first unknown members, to describe a document that is not a response.
  private var unknownKeys: [String] = []

  init(at position: Position) {
    self.position = position
  }

  /// Reads the member whose key was read last; unknown members are skipped.
  mutating func readMember(_ key: String, from json: inout JSONReader) throws(DetectionError) {
    if try json.skipNull() { return }
    switch key {
    case "JobStatus":
      let name = try json.readString()
      jobStatus = (name, json.markedPosition)
    case "StatusMessage": statusMessage = try json.readString()
    case "VideoMetadata":
      metadata = try json.readFirstVideoMetadata() ?? metadata
    case "NextToken":
      let token = try json.readString()
      nextToken = token.isEmpty ? nil : (token, json.markedPosition)
    default:
      if unknownKeys.count < 6 { unknownKeys.append(key) }
      try json.skipValue()
    }
  }

  /// Reads the raw response that the AWS sample stores with its boxes; its list is already contained in
  /// those.
  mutating func readWrapped(from json: inout JSONReader) throws(DetectionError) {
    try json.beginObject()
    while let key = try json.nextKey() {
      try readMember(key, from: &json)
    }
  }

  /// Checks a complete response: its job must have succeeded and it must have a list.
  func check() throws(DetectionError) {
    switch jobStatus?.name {
    case nil, "SUCCEEDED": break
    case "IN_PROGRESS":
      throw refusal(
        .jobInProgress, "the job is IN_PROGRESS", "wait until it has finished, then fetch the response")
    case "FAILED":
      throw refusal(
        .jobFailed, "the job FAILED: \(statusMessage ?? "no StatusMessage")", "start the job again")
    case let name?:
      throw refusal(.jobStatus, "expected JobStatus SUCCEEDED, found \"\(name)\"", "fetch the response again")
    }
    guard lists.isEmpty else { return }
    let found = unknownKeys.isEmpty ? "no list of detections" : "only \(unknownKeys.joined(separator: ", "))"
    throw DetectionError.unknownShape("the document contains \(found)", at: position)
  }

  private func refusal(_ code: DetectionError.Code, _ message: String, _ remedy: String) -> DetectionError {
    DetectionError(code, message, at: jobStatus?.position ?? position, remedy: remedy)
  }
}

extension DetectionError {
  static func unknownShape(_ message: String, at position: Position) -> DetectionError {
    DetectionError(
      .unknownShape, message, at: position, remedy: "provide a response with one of \(ResponseList.known)")
  }
}

/// The member of a response that contains the boxes; its name identifies the kind of response.
enum ResponseList: String, Hashable, CaseIterable {
  case faces = "Faces"
  case persons = "Persons"
  case labels = "Labels"
  case text = "TextDetections"
  case moderation = "ModerationLabels"
  case segments = "Segments"
  /// Not Rekognition's: the object that maps milliseconds to boxes in the AWS sample's file.
  case instants = "timestamps"

  /// The operations whose responses have this list.
  var origin: String {
    switch self {
    case .faces: "GetFaceDetection"
    case .persons: "GetFaceSearch or GetPersonTracking"
    case .labels: "GetLabelDetection"
    case .text: "GetTextDetection"
    case .moderation: "GetContentModeration"
    case .segments: "GetSegmentDetection"
    case .instants: "the AWS sample's {\"timestamps\":…,\"response\":…}"
    }
  }

  /// The member of an entry beside its `Timestamp`.
  var detail: String {
    switch self {
    case .faces: "Face"
    case .persons: "Person"
    case .labels: "Label"
    case .text: "TextDetection"
    case .moderation: "ModerationLabel"
    case .segments: ""
    case .instants: ""
    }
  }

  /// Whether an entry without a box is a detection that could not be redacted. Rekognition omits the boxes of
  /// persons and labels at times, but never those of faces and text.
  var mustHaveBox: Bool { self == .faces || self == .text }

  /// The subjects that this list can contain.
  func supported(of subjects: Subjects) -> Subjects {
    switch self {
    case .faces, .instants: Subjects(faces: subjects.faces)
    case .persons: Subjects(faces: subjects.faces, persons: subjects.persons)
    case .labels: Subjects(labels: subjects.labels)
    case .text: Subjects(text: subjects.text)
    case .moderation: Subjects(labels: subjects.labels, moderation: subjects.moderation)
    case .segments: Subjects()
    }
  }

  /// The supported lists, for messages.
  static let known = allCases.filter { $0 != .segments }.map { "\($0.rawValue) (\($0.origin))" }.joined(
    separator: ", ")
}
