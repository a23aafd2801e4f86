import Geometry

/// What the answers of one input are together: whether pages are missing, and whether they tell of one video.
struct PageSet {
  /// What the pages say of the video, nil while none does.
  private(set) var metadata: VideoMetadata?
  private var firstPlace: Place?
  /// Whether there was no answer at all.
  var isEmpty: Bool { firstPlace == nil }
  private var lists: Set<ResponseList> = []
  /// Per list, where the `NextToken` of its last page stands; none when that page is the last of its job.
  private var openEnds: [ResponseList: Place] = [:]

  /// The pages so far, by what they hold.
  private var numbers: [PageContent: Int] = [:]
  private var count = 0
  private var content = PageContent()

  /// Takes in an entry of the answer that is read.
  mutating func note(_ time: MediaTime, _ boxes: ArraySlice<DetectedBox>) { content.add(time, boxes) }

  /// Takes in a whole answer.
  mutating func add(_ response: Response) throws(DetectionError) {
    try response.check()
    count += 1
    defer { content = PageContent() }
    if content.entries > 0, let earlier = numbers.updateValue(count, forKey: content) {
      throw DetectionError(
        .repeatedPage, "page \(count) is a duplicate of page \(earlier)", at: response.place,
        remedy: "provide each page once, and check whether another page is missing")
    }
    firstPlace = firstPlace ?? response.place
    lists.formUnion(response.lists)
    for list in response.lists { openEnds[list] = response.nextToken?.place }
    guard let (value, place) = response.metadata else { return }
    var merged = metadata ?? VideoMetadata()
    if let member = merged.merge(value) {
      throw DetectionError(
        .metadataMismatch, "the pages describe different videos", at: place.member(member),
        remedy: "provide the pages of a single job")
    }
    metadata = merged
  }

  /// Checks the set at the end of the input, which lies at `end`.
  func check(_ subjects: Subjects, allowMissingPages: Bool, end: Place) throws(DetectionError) {
    guard let firstPlace else {
      throw DetectionError(
        .empty, "the input contains no response", at: end,
        remedy: "provide a response with one of \(ResponseList.known)"
      )
    }
    if !allowMissingPages {
      try checkEnds { $0.held(of: subjects) != Subjects() }
    }
    let held = lists.map { $0.held(of: subjects) }
    let missing = Subjects(
      faces: subjects.faces && !held.contains(where: \.faces),
      persons: subjects.persons && !held.contains(where: \.persons),
      text: subjects.text && !held.contains(where: \.text),
      labels: held.contains { !$0.labels.isEmpty } ? [] : subjects.labels,
      moderation: subjects.moderation && !held.contains(where: \.moderation))
    guard missing == Subjects() else { throw notHeld(missing, at: firstPlace) }
  }

  /// Refuses answers that cannot tell who a face is.
  func checkFaceSearch() throws(DetectionError) {
    guard let firstPlace, !lists.contains(.persons) else { return }
    throw DetectionError(
      .subjectNotHeld, "faces are selected by name, but these responses contain no FaceMatches",
      at: firstPlace,
      remedy: "provide the response of GetFaceSearch")
  }

  /// Refuses a list that is needed and goes on in a page that is not there.
  func checkEnds(_ isNeeded: (ResponseList) -> Bool) throws(DetectionError) {
    for list in ResponseList.allCases where isNeeded(list) {
      guard let place = openEnds[list] else { continue }
      throw DetectionError(
        .missingPages, "the last page of \(list.rawValue) has a NextToken: the pages after it are missing",
        at: place,
        remedy:
          "add the missing pages in order, or pass --allow-missing-pages and leave those times unredacted"
      )
    }
  }

  private func notHeld(_ missing: Subjects, at place: Place) -> DetectionError {
    let found = ResponseList.allCases.filter(lists.contains).map(\.origin).joined(separator: " and ")
    return DetectionError(
      .subjectNotHeld, "\(missing) is selected, but a response of \(found) cannot contain it", at: place,
      remedy: "select what the response contains, or provide a response that contains \(missing)")
  }
}

/// What a page holds, as far as a page that is there twice needs to be known again.
private struct PageContent: Hashable {
  private(set) var entries = 0
  private var digest = 0

  mutating func add(_ time: MediaTime, _ boxes: ArraySlice<DetectedBox>) {
    var hasher = Hasher()
    hasher.combine(digest)
    hasher.combine(time)
    hasher.combine(boxes)
    digest = hasher.finalize()
    entries += 1
  }
}
