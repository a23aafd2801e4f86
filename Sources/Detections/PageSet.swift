/// What the answers of one input are together: whether pages are missing, and whether they tell of one video.
struct PageSet {
  /// What the pages say of the video, nil while none does.
  private(set) var metadata: VideoMetadata?
  private var firstPlace: Place?
  /// Per list, where the last page's `NextToken` stands; nil when that page is the last of its job.
  private var lists: [AnswerList: Place?] = [:]

  /// Takes in a whole answer.
  mutating func add(_ answer: Answer) throws(DetectionError) {
    try answer.check()
    firstPlace = firstPlace ?? answer.place
    for list in answer.lists { lists[list] = .some(answer.nextToken) }
    guard let (value, place) = answer.metadata else { return }
    var merged = metadata ?? VideoMetadata()
    if let member = merged.merge(value) {
      throw DetectionError(
        .metadataMismatch, "the pages tell of different videos", at: place.member(member),
        remedy: "give the pages of one job only")
    }
    metadata = merged
  }

  /// Checks the set at the end of the input, which lies at `end`.
  func check(_ subjects: Subjects, allowMissingPages: Bool, end: Place) throws(DetectionError) {
    guard let firstPlace else {
      throw DetectionError(
        .empty, "the input holds no answer", at: end, remedy: "give an answer with one of \(AnswerList.known)"
      )
    }
    let open = AnswerList.allCases.first { lists[$0].flatMap(\.self) != nil }
    if !allowMissingPages, let open, let place = lists[open].flatMap(\.self) {
      throw DetectionError(
        .missingPages, "the last page of \(open.rawValue) has a NextToken: the pages after it are missing",
        at: place,
        remedy: "add the missing pages in their order, or allow missing pages and leave those times unhidden")
    }
    let held = lists.keys.map { $0.held(of: subjects) }
    let missing = Subjects(
      faces: subjects.faces && !held.contains(where: \.faces),
      persons: subjects.persons && !held.contains(where: \.persons),
      text: subjects.text && !held.contains(where: \.text),
      labels: held.contains { !$0.labels.isEmpty } ? [] : subjects.labels)
    guard missing == Subjects() else { throw notHeld(missing, at: firstPlace) }
  }

  private func notHeld(_ missing: Subjects, at place: Place) -> DetectionError {
    let found = AnswerList.allCases.filter { lists[$0] != nil }.map(\.origin).joined(separator: " and ")
    return DetectionError(
      .subjectNotHeld, "\(missing) was chosen, which an answer of \(found) cannot hold", at: place,
      remedy: "choose what the answer holds, or give the answer that holds \(missing)")
  }
}
