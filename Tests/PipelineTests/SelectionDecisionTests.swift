import Geometry
@testable import Pipeline
import Reporting
import Testing
import Tracking

/// The decisions of selection rules: a face is left visible only if no rule requires its redaction.
@Suite struct SelectionDecisionTests {
  private static let right = "region:0.5,0;1,0;1,1;0.5,1"

  private func selection(only: [String] = [], except: [String] = []) throws -> Selection {
    var selection = Selection()
    selection.only = try only.map { try SelectionRule(parsing: $0) }
    selection.except = try except.map { try SelectionRule(parsing: $0) }
    return selection
  }

  private func redactionBox(
    _ track: Int = 1, left: Double = 0.1, _ reason: RedactionBox.Reason = .between, marks: UInt32 = 0,
    all: UInt32 = 0
  ) -> RedactionBox {
    var redactionBox = RedactionBox(
      track: track - 1, box: Box(left: left, top: 0.4, width: 0.2, height: 0.2), reason: reason,
      confidence: 99)
    (redactionBox.marks, redactionBox.trackMarks) = (marks, all)
    return redactionBox
  }

  private func isHidden(
    _ selection: Selection, _ redactionBox: RedactionBox, from: Double = 1, to: Double = 1.04
  ) -> Bool {
    selection.decision(on: redactionBox, shown: MediaTime(seconds: from)..<MediaTime(seconds: to)).isHidden
  }

  @Test func `without rules everything is redacted`() throws {
    #expect(isHidden(try selection(), redactionBox()))
  }

  @Test func `rules use the track numbers shown to users`() throws {
    let (only, except) = (try selection(only: ["track:2"]), try selection(except: ["track:2"]))
    for reason in RedactionBox.Reason.allCases where reason != .adjacentScene {
      #expect([1, 2, 3].map { isHidden(only, redactionBox($0, reason)) } == [false, true, false])
      #expect([1, 2, 3].map { isHidden(except, redactionBox($0, reason)) } == [true, false, true])
    }
  }

  @Test func `a box of another scene may be on anybody's face`() throws {
    let (only, except) = (try selection(only: ["track:2"]), try selection(except: ["track:2"]))
    for number in 1...3 {
      #expect(isHidden(only, redactionBox(number, .adjacentScene)))
      #expect(isHidden(except, redactionBox(number, .adjacentScene)))
    }
  }

  @Test func `rules for a track do not leave another face visible`() throws {
    let rules = try selection(except: ["track:1"])
    let now = MediaTime(seconds: 1)..<MediaTime(seconds: 1.04)
    #expect(!rules.decision(on: redactionBox(), shown: now).isHidden)
    #expect(rules.decision(on: redactionBox(), shown: now, isAnybody: true).isHidden)
    let anywhere = try selection(except: ["time:0-5"])
    #expect(!anywhere.decision(on: redactionBox(), shown: now, isAnybody: true).isHidden)
  }

  @Test
  func `a region matches a face by its centre, and by the whole redaction box if the centre is a guess`()
    throws
  {
    let (only, except) = (try selection(only: [Self.right]), try selection(except: [Self.right]))
    let lefts = [0.1, 0.35, 0.45, 0.6]
    for reason in [RedactionBox.Reason.sample, .between] {
      #expect(lefts.map { isHidden(only, redactionBox(left: $0, reason)) } == [false, false, true, true])
      #expect(lefts.map { isHidden(except, redactionBox(left: $0, reason)) } == [true, true, false, false])
    }
    for reason in [RedactionBox.Reason.extended, .bridged] {
      #expect(lefts.map { isHidden(only, redactionBox(left: $0, reason)) } == [false, true, true, true])
      #expect(lefts.map { isHidden(except, redactionBox(left: $0, reason)) } == [true, true, true, false])
    }
  }

  @Test func `only matches a frame partly inside the time span, except only one fully inside`() throws {
    let (only, except) = (try selection(only: ["time:1-2"]), try selection(except: ["time:1-2"]))
    let frames = [(0.9, 0.95), (0.98, 1.02), (1, 1.04), (1.96, 2), (1.98, 2.02), (2.1, 2.2)]
    #expect(
      frames.map { isHidden(only, redactionBox(), from: $0, to: $1) } == [
        false, true, true, true, true, false,
      ])
    #expect(
      frames.map { isHidden(except, redactionBox(), from: $0, to: $1) } == [
        true, true, false, false, true, true,
      ])
  }

  @Test func `selector and time span must both match`() throws {
    let except = try selection(except: ["track:2@1-2"])
    #expect(!isHidden(except, redactionBox(2)))
    #expect(isHidden(except, redactionBox(1)))
    #expect(isHidden(except, redactionBox(2), from: 3, to: 3.04))
  }

  @Test func `rules of one kind are combined with OR`() throws {
    let except = try selection(except: ["track:2", Self.right])
    #expect(
      [redactionBox(2), redactionBox(1, left: 0.6), redactionBox(1)].map { isHidden(except, $0) } == [
        false, false, true,
      ])
  }

  @Test func `with both kinds a face is left visible only if both leave it visible`() throws {
    let both = try selection(only: ["track:2"], except: [Self.right])
    #expect(isHidden(both, redactionBox(1)))
    #expect(!isHidden(both, redactionBox(1, left: 0.6)))
    #expect(isHidden(both, redactionBox(2, left: 0.6)))
    #expect(isHidden(both, redactionBox(2)))
  }

  @Test func `except-match applies between matches only, only-match to the whole track`() {
    var (only, except) = (Selection(), Selection())
    only.only = [SelectionRule(.match(bit: 3), text: "anna:95")]
    except.except = [SelectionRule(.match(bit: 3), text: "anna:95")]
    #expect(!isHidden(except, redactionBox(marks: 8, all: 8)))
    #expect(isHidden(except, redactionBox(marks: 4, all: 12)))
    #expect(isHidden(except, redactionBox(1, .extended, marks: 8, all: 8)))
    #expect(isHidden(only, redactionBox(marks: 0, all: 8)))
    #expect(!isHidden(only, redactionBox(marks: 4, all: 4)))
  }

  @Test func `the record counts the effect of each rule`() throws {
    let selection = try selection(only: ["track:3"], except: ["track:2", Self.right])
    var record = selection.record
    for left in [0.1, 0.6] {
      let redactionBoxes = [redactionBox(1, left: left), redactionBox(2), redactionBox(3, left: left)]
      let decisions = redactionBoxes.map {
        selection.decision(on: $0, shown: MediaTime(seconds: 1)..<MediaTime(seconds: 1.04))
      }
      record.note(redactionBoxes, decisions, added: [])
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
