import Core
import Detections
import Geometry
import Media
@testable import Pipeline
import Testing

/// Samples of a paginated response, compared with the same response read as a whole.
@Suite struct PageSamplesTests {
  /// Timestamps in ms; page boundaries lie between equal timestamps, too.
  private static let instants = [0, 200, 200, 400, 400, 400, 600, 800, 800]

  @Test(arguments: 1...9)
  func `pages of any length give the samples of the whole response`(_ length: Int) async throws {
    let pages = ScriptedPages(Self.pages(of: length).map { .page($0) })
    #expect(try await Self.all(Self.samples(pages)) == Self.whole())
  }

  @Test(arguments: 1...9)
  func `wherever pagination restarts, no sample is lost or returned twice`(_ length: Int) async throws {
    let pages = Self.pages(of: length)
    for place in 1...pages.count {
      let steps = pages[..<place].map { ScriptedPages.Step.page($0) } + [.again] + pages.map { .page($0) }
      #expect(try await Self.all(Self.samples(ScriptedPages(steps))) == Self.whole())
    }
  }

  @Test func `a different response after a restart is rejected`() async throws {
    let (pages, others) = (Self.pages(of: 4), Self.pages(of: 4, confidence: 98))
    let steps = pages[..<2].map { ScriptedPages.Step.page($0) } + [.again] + others.map { .page($0) }
    let error = await #expect(throws: UserError.self) {
      try await Self.all(Self.samples(ScriptedPages(steps)))
    }
    #expect(error?.code == .invalidInput)
  }

  @Test func `a shorter response after a restart is rejected`() async throws {
    let pages = Self.pages(of: 2)
    let steps = pages[..<4].map { ScriptedPages.Step.page($0) } + [.again, .page(Self.page([0]))]
    await #expect(throws: UserError.self) { try await Self.all(Self.samples(ScriptedPages(steps))) }
  }

  @Test func `a page is fetched when its samples are needed`() async throws {
    let pages = ScriptedPages(Self.pages(of: 2).map { .page($0) })
    let samples = Self.samples(pages)
    #expect(try await samples.provided()?.metadata?.durationMillis == 9000)
    #expect(await pages.given == 1)
    #expect(try await samples.next(upTo: Self.end)?.time == .zero)
    #expect(await pages.given == 1)
    // Only the second page shows whether there are more faces at 200 ms.
    #expect(try await samples.next(upTo: Self.end)?.boxes.count == 2)
    #expect(await pages.given == 2)
    try await samples.finish()
    #expect(await samples.counts.samples == 5)
    #expect(await samples.counts.boxes == 9)
    #expect(try await samples.provided()?.last == MediaTime(milliseconds: 800))
  }

  @Test func `a decreasing timestamp is rejected`() async throws {
    let pages = ScriptedPages([.page(Self.page([0, 400], next: "1")), .page(Self.page([200]))])
    let error = await #expect(throws: UserError.self) { try await Self.all(Self.samples(pages)) }
    #expect(error?.message.contains("ascending") == true)
  }

  @Test func `a truncated response is rejected`() async throws {
    let pages = ScriptedPages([.page(Self.page([0], next: "1"))])
    await #expect(throws: UserError.self) { try await Self.all(Self.samples(pages)) }
  }

  @Test func `an error of the page source is thrown unchanged`() async throws {
    let pages = ScriptedPages([.page(Self.page([0], next: "1")), .failure])
    await #expect(throws: ScriptedPages.Failure.self) { try await Self.all(Self.samples(pages)) }
  }

  @Test func `waiting for a page can be cancelled`() async throws {
    let pages = ScriptedPages([.page(Self.page([0], next: "1")), .never])
    let task = Task { try await Self.all(Self.samples(pages)) }
    await pages.awaited.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `an empty response is recognized`() async throws {
    #expect(try await Self.samples(ScriptedPages([.page(Self.page([]))])).isEmpty())
    #expect(try await !Self.samples(ScriptedPages([.page(Self.page([40]))])).isEmpty())
  }

  @Test func `all pages make one timeline, also after a restart`() async throws {
    let pages = Self.pages(of: 2)
    let steps = pages[..<3].map { ScriptedPages.Step.page($0) } + [.again] + pages.map { .page($0) }
    let timeline = try await TimelinePages(ScriptedPages(steps)).read(.faces, faces: [], minConfidence: 0)
    #expect(Array(timeline) == (try Self.whole()))
  }

  private static let end = MediaTime(nanoseconds: .max / 2)

  private static func samples(_ pages: ScriptedPages) -> PageSamples {
    PageSamples(pages, subjects: .faces, minConfidence: 0)
  }

  private static func all(_ samples: PageSamples) async throws -> [DetectionSample] {
    var all: [DetectionSample] = []
    while let sample = try await samples.next(upTo: end) { all.append(sample) }
    return all
  }

  private static func whole() throws -> [DetectionSample] {
    var rest = Array(pages(of: 9).joined())
    var reader = DetectionReader { bytes in swap(&bytes, &rest) }
    return Array(try DetectionTimeline(reading: &reader))
  }

  private static func pages(of length: Int, confidence: Int = 99) -> [[UInt8]] {
    stride(from: 0, to: instants.count, by: length).map { start in
      let end = min(instants.count, start + length)
      return page(
        Array(instants[start..<end]), next: end < instants.count ? "\(end)" : nil, first: start,
        confidence: confidence)
    }
  }

  private static func page(
    _ instants: [Int], next: String? = nil, first: Int = 0, confidence: Int = 99
  ) -> [UInt8] {
    let faces = instants.enumerated().map { index, time in
      #"{"Timestamp":\#(time),"Face":{"BoundingBox":{"Width":0.1,"Height":0.2,"Left":0.\#(first + index + 1),"Top":0.4},"#
        + #""Confidence":\#(confidence)}}"#
    }
    let token = next.map { #","NextToken":"\#($0)""# } ?? ""
    return Array(
      (#"{"JobStatus":"SUCCEEDED","Faces":[\#(faces.joined(separator: ","))]\#(token),"#
        + #""VideoMetadata":{"DurationMillis":9000}}"#).utf8)
  }
}
