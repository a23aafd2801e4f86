import Geometry
@testable import Pipeline
import Reporting
import Testing
import Tracking

/// What a choice leaves visible: only what nothing speaks against.
@Suite struct ChoiceTests {
  private static let right = "region:0.5,0;1,0;1,1;0.5,1"

  private func choice(only: [String] = [], except: [String] = []) throws -> Choice {
    var choice = Choice()
    choice.only = try only.map { try ChoiceRule(parsing: $0) }
    choice.except = try except.map { try ChoiceRule(parsing: $0) }
    return choice
  }

  private func cover(
    _ track: Int = 1, left: Double = 0.1, _ reason: Cover.Reason = .between, marks: UInt32 = 0,
    all: UInt32 = 0
  ) -> Cover {
    var cover = Cover(
      track: track - 1, box: Box(left: left, top: 0.4, width: 0.2, height: 0.2), reason: reason,
      confidence: 99)
    (cover.marks, cover.trackMarks) = (marks, all)
    return cover
  }

  private func isHidden(_ choice: Choice, _ cover: Cover, from: Double = 1, to: Double = 1.04) -> Bool {
    choice.verdict(on: cover, shown: MediaTime(seconds: from)..<MediaTime(seconds: to)).isHidden
  }

  @Test func `without rules everything is hidden`() throws { #expect(isHidden(try choice(), cover())) }

  @Test func `tracks are told by the numbers that people see`() throws {
    let (only, except) = (try choice(only: ["track:2"]), try choice(except: ["track:2"]))
    for reason in Cover.Reason.allCases {
      #expect([1, 2, 3].map { isHidden(only, cover($0, reason)) } == [false, true, false])
      #expect([1, 2, 3].map { isHidden(except, cover($0, reason)) } == [true, false, true])
    }
  }

  @Test func `a region takes faces by their centre, and by the whole cover where that is a guess`() throws {
    let (only, except) = (try choice(only: [Self.right]), try choice(except: [Self.right]))
    let lefts = [0.1, 0.35, 0.45, 0.6]
    for reason in [Cover.Reason.sample, .between] {
      #expect(lefts.map { isHidden(only, cover(left: $0, reason)) } == [false, false, true, true])
      #expect(lefts.map { isHidden(except, cover(left: $0, reason)) } == [true, true, false, false])
    }
    for reason in [Cover.Reason.extended, .bridged] {
      #expect(lefts.map { isHidden(only, cover(left: $0, reason)) } == [false, true, true, true])
      #expect(lefts.map { isHidden(except, cover(left: $0, reason)) } == [true, true, true, false])
    }
  }

  @Test func `a span takes a frame that is on screen in part, or must be in whole`() throws {
    let (only, except) = (try choice(only: ["time:1-2"]), try choice(except: ["time:1-2"]))
    let frames = [(0.9, 0.95), (0.98, 1.02), (1, 1.04), (1.96, 2), (1.98, 2.02), (2.1, 2.2)]
    #expect(
      frames.map { isHidden(only, cover(), from: $0, to: $1) } == [false, true, true, true, true, false])
    #expect(
      frames.map { isHidden(except, cover(), from: $0, to: $1) } == [true, true, false, false, true, true])
  }

  @Test func `both halves of a rule must be met`() throws {
    let except = try choice(except: ["track:2@1-2"])
    #expect(!isHidden(except, cover(2)))
    #expect(isHidden(except, cover(1)))
    #expect(isHidden(except, cover(2), from: 3, to: 3.04))
  }

  @Test func `several rules of a kind add up`() throws {
    let except = try choice(except: ["track:2", Self.right])
    #expect([cover(2), cover(1, left: 0.6), cover(1)].map { isHidden(except, $0) } == [false, false, true])
  }

  @Test func `with both kinds a face is left only where both leave it`() throws {
    let both = try choice(only: ["track:2"], except: [Self.right])
    #expect(isHidden(both, cover(1)))
    #expect(!isHidden(both, cover(1, left: 0.6)))
    #expect(isHidden(both, cover(2, left: 0.6)))
    #expect(isHidden(both, cover(2)))
  }

  @Test func `a named face is left between matches only, and hidden on its whole track`() {
    var (only, except) = (Choice(), Choice())
    only.only = [ChoiceRule(.match(bit: 3), text: "anna:95")]
    except.except = [ChoiceRule(.match(bit: 3), text: "anna:95")]
    #expect(!isHidden(except, cover(marks: 8, all: 8)))
    #expect(isHidden(except, cover(marks: 4, all: 12)))
    #expect(isHidden(except, cover(1, .extended, marks: 8, all: 8)))
    #expect(isHidden(only, cover(marks: 0, all: 8)))
    #expect(!isHidden(only, cover(marks: 4, all: 4)))
  }

  @Test func `the record counts what each rule did`() throws {
    let choice = try choice(only: ["track:3"], except: ["track:2", Self.right])
    var record = choice.record
    for left in [0.1, 0.6] {
      let covers = [cover(1, left: left), cover(2), cover(3, left: left)]
      let verdicts = covers.map {
        choice.verdict(on: $0, shown: MediaTime(seconds: 1)..<MediaTime(seconds: 1.04))
      }
      record.note(covers, verdicts, added: [])
    }
    #expect(record.rules.map(\.kind) == ["only", "except", "except"])
    #expect(record.rules.map(\.text) == ["track:3", "track:2", Self.right])
    #expect(record.rules.map(\.share.tracks) == [[3], [2], [1]])
    #expect(record.rules.map(\.share.boxes) == [2, 2, 1])
    #expect(record.rules.map(\.share.frames) == [2, 2, 1])
    #expect(
      record.leftVisible.boxes == 3 && record.leftVisible.frames == 2 && record.leftVisible.tracks == [1, 2])
  }
}
