import Geometry
import Pipeline
import Testing

/// Parsing of the rules of --only and --except.
@Suite struct SelectionRuleTests {
  private func seconds(_ start: Double, _ end: Double) -> ClosedRange<MediaTime> {
    MediaTime(seconds: start)...MediaTime(seconds: end)
  }

  @Test func `rules are parsed`() throws {
    let triangle = try #require(Polygon([SIMD2(0.1, 0.2), SIMD2(0.5, 0.2), SIMD2(-0.5, 0.9)]))
    let cases: [(String, SelectionRule.Selector, ClosedRange<MediaTime>?)] = [
      ("track:3", .tracks([2]), nil), ("track:3,7,1", .tracks([0, 2, 6]), nil),
      ("track:3@12.5-20", .tracks([2]), seconds(12.5, 20)),
      ("region:0.1,0.2;0.5,0.2;-0.5,0.9", .region(triangle), nil),
      ("region:0.1,0.2;0.5,0.2;-0.5,0.9@0:01:02-1:10", .region(triangle), seconds(62, 70)),
      ("time:0:01:02-0:01:10", .all, seconds(62, 70)), ("time:0-0.5", .all, seconds(0, 0.5)),
    ]
    for (text, selector, span) in cases {
      let rule = try SelectionRule(parsing: text)
      #expect(rule == SelectionRule(selector, during: span, text: text))
    }
  }

  @Test(
    arguments: [
      ("", "character 1: expected a colon, found the end"), ("track", "character 6: expected a colon"),
      ("face:3", "character 1: expected track, region or time, found 'face'"),
      ("track:", "character 7: expected a track number, from 1, found the end"),
      ("track:0", "character 7"), ("track:3,x", "character 9: expected a track number, from 1, found 'x'"),
      ("track:3 ", "character 8: expected ',', ';', '@' or the end, found ' '"),
      ("track:3@", "character 9: expected a time"),
      ("region:0.1", "character 11: expected ','"), ("region:0.1,y", "character 12: expected a ratio"),
      (
        "region:0,0;640,0;640,480",
        "character 12: expected a ratio of the frame size, from -1 to 2, found '640,0;640,48'"
      ),
      ("region:0,0;1,1", "character 8: expected three or more vertices"),
      ("region:0,0;1,0;1,1;", "character 20"),
      ("region:0,0;1,0;nan,1", "character 16"), ("time:5", "character 7: expected '-'"),
      ("time:20-12.5", "character 6: expected a start time before the end time"),
      ("time:1-2x", "character 9: expected the end"),
      ("time:1:99-2", "character 6: expected a time"), ("time:1-2@1-2", "character 9"),
    ])
  func `a syntax error is reported with its position`(text: String, words: String) {
    let error = #expect(throws: SelectionError.self) { try SelectionRule(parsing: text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("'\(text)'") == true)
  }
}
