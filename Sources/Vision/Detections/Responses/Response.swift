/// What an answer says beside its list: the members that may come before or after it, in any order.
struct Response {
  /// Where the answer begins.
  let place: Place
  /// The lists met so far.
  var lists: [ResponseList] = []
  private(set) var jobStatus: (name: String, place: Place)?
  private(set) var statusMessage: String?
  private(set) var metadata: (value: VideoMetadata, place: Place)?
  /// The `NextToken`, if there is one.
  private(set) var nextToken: (text: String, place: Place)?
  /// The first members of no known meaning, to describe a document that is no answer.
  private var unknownKeys: [String] = []

  init(at place: Place) {
    self.place = place
  }

  /// Reads the member whose key was read last; members of no meaning here are skipped.
  mutating func readMember(_ key: String, from json: inout JSONReader) throws(DetectionError) {
    if try json.skipNull() { return }
    switch key {
    case "JobStatus":
      let name = try json.readString()
      jobStatus = (name, json.markedPlace)
    case "StatusMessage": statusMessage = try json.readString()
    case "VideoMetadata":
      metadata = try json.readFirstVideoMetadata() ?? metadata
    case "NextToken":
      let token = try json.readString()
      nextToken = token.isEmpty ? nil : (token, json.markedPlace)
    default:
      if unknownKeys.count < 6 { unknownKeys.append(key) }
      try json.skipValue()
    }
  }

  /// Reads the raw answer that the AWS sample keeps beside its boxes; its own list is a part of those.
  mutating func readWrapped(from json: inout JSONReader) throws(DetectionError) {
    try json.beginObject()
    while let key = try json.nextKey() {
      try readMember(key, from: &json)
    }
  }

  /// Checks a whole answer: that its job is done and that it has a list.
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
    throw DetectionError.unknownShape("the document contains \(found)", at: place)
  }

  private func refusal(_ code: DetectionError.Code, _ message: String, _ remedy: String) -> DetectionError {
    DetectionError(code, message, at: jobStatus?.place ?? place, remedy: remedy)
  }
}

extension DetectionError {
  static func unknownShape(_ message: String, at place: Place) -> DetectionError {
    DetectionError(
      .unknownShape, message, at: place, remedy: "provide a response with one of \(ResponseList.known)")
  }
}
