import FrameveilTesting
import Geometry
import OpticalFlow
import Testing
import Tracking

@Suite(.blocking) struct FlowTrackerTests {
  /// The position of the square: it moves to the right and reverses.
  private static func place(_ frame: Int) -> Double { 100 + 6 * Double(frame < 8 ? frame : 16 - frame) }
  private static let pictures = (0..<13).map { Scene.picture(place($0), 90) }

  @Test("A box is followed through a reversal between two samples, from both sides")
  func followsBothWays() throws {
    let (first, last) = (Scene.box(Self.place(0), 90), Scene.box(Self.place(12), 90))
    let flowTracker = try flowTracker(Self.pictures, [0: [first], 12: [last]])
    let forward = try #require(flowTracker.path(of: first, seenAt: ms(0), .forward))
    let backward = try #require(flowTracker.path(of: last, seenAt: ms(480), .backward))
    for frame in 0..<13 {
      let truth = Scene.box(Self.place(frame), 90)
      for path in [forward, backward] {
        let place = try #require(path.place(at: ms(Int64(frame) * 40)))
        #expect(place.box.iou(truth) > 0.93)
        #expect(place.isReliable)
      }
    }
  }

  @Test("Growth is followed")
  func followsGrowth() throws {
    let sides = (0..<13).map { 40 * (1 + 0.03 * Double($0)) }
    let first = Scene.box(160, 90, side: 40)
    let flowTracker = try flowTracker(sides.map { Scene.picture(160, 90, side: $0) }, [0: [first]])
    let end = try #require(flowTracker.path(of: first, seenAt: ms(0), .forward)?.place(at: ms(480)))
    #expect(end.box.iou(Scene.box(160, 90, side: sides[12])) > 0.9)
  }

  @Test("A sample that is added late is followed like one added in time")
  func lateSample() throws {
    let box = Scene.box(Self.place(4), 90)
    let early = try flowTracker(Self.pictures, [4: [box]])
    var late = try flowTracker(Self.pictures, [:])
    try late.add([box], at: ms(160))
    for direction in [FlowPath.Direction.forward, .backward] {
      let path = late.path(of: box, seenAt: ms(160), direction)
      #expect(path == early.path(of: box, seenAt: ms(160), direction))
      #expect((path?.places.count ?? 0) > 4)
    }
  }

  @Test("A sample between two frames starts at the nearer one")
  func sampleBetweenFrames() throws {
    let box = Scene.box(Self.place(5), 90)
    var flowTracker = FlowTracker()
    for (frame, picture) in Self.pictures.enumerated() {
      if frame == 5 { try flowTracker.add([box], at: ms(190)) }
      try flowTracker.add(picture, at: ms(Int64(frame) * 40))
    }
    let path = try #require(flowTracker.path(of: box, seenAt: ms(190), .forward))
    #expect(path.places[0].time == ms(200))
  }

  @Test("No path crosses a cut, whether it is added before or after")
  func cut() throws {
    let (first, last) = (Scene.box(Self.place(0), 90), Scene.box(Self.place(12), 90))
    var before = FlowTracker()
    before.cut(at: ms(240))
    var after = try flowTracker(Self.pictures, [0: [first], 12: [last]])
    after.cut(at: ms(240))
    for flowTracker in [try flowTracker(Self.pictures, [0: [first], 12: [last]], before), after] {
      #expect(flowTracker.path(of: first, seenAt: ms(0), .forward)?.end.time == ms(200))
      #expect(flowTracker.path(of: last, seenAt: ms(480), .backward)?.end.time == ms(240))
    }
  }

  @Test("A path ends at an occlusion, in noise and in a blank frame")
  func ends() throws {
    let box = Scene.box(Self.place(0), 90)
    let hidden = (0..<13).map { Scene.picture(Self.place($0), 90, pillar: $0 < 5 ? 0..<0 : 60..<240) }
    let noise = [Self.pictures[0]] + (1..<13).map { Scene.noise(seed: UInt64($0)) }
    let blank = [Self.pictures[0]] + (1..<13).map { _ in Scene.blank }
    for pictures in [hidden, noise, blank] {
      let path = try #require(try flowTracker(pictures, [0: [box]]).path(of: box, seenAt: ms(0), .forward))
      #expect(path.end.time < ms(240))
    }
  }

  @Test("Frames are held within the memory bound, so paths reach back no further")
  func bound() throws {
    let last = Scene.box(Self.place(12), 90)
    let small = FlowTracker(maxBytes: 5 * Scene.width * Scene.height)
    let flowTracker = try flowTracker(Self.pictures, [12: [last]], small)
    #expect(flowTracker.path(of: last, seenAt: ms(480), .backward)?.end.time == ms(320))
  }

  @Test("Paths that end before a time are dropped")
  func forgets() throws {
    let box = Scene.box(Self.place(0), 90)
    var flowTracker = try flowTracker(Self.pictures, [0: [box], 6: [Scene.box(Self.place(6), 90)]])
    #expect(flowTracker.path(of: box, seenAt: ms(0), .forward)?.end.time == ms(240))
    flowTracker.forget(before: ms(240))
    #expect(flowTracker.path(of: box, seenAt: ms(0), .forward) != nil)
    flowTracker.forget(before: ms(241))
    #expect(flowTracker.path(of: box, seenAt: ms(0), .forward) == nil)
  }

  @Test("An abrupt change of a face's pixels is reported, motion is not")
  func tellsBreaks() throws {
    let box = Scene.box(100, 90)
    let moving = (0..<11).map { Scene.picture(100 + 6 * Double($0), 90) }
    let step = TrackStep(start: ms(0), from: box, end: ms(400), to: Scene.box(160, 90))
    #expect(try Self.change(in: step, of: moving) == nil)
    let cut = (0..<11).map { $0 < 7 ? Scene.picture(100, 90) : Scene.noise(seed: 5) }
    let stay = TrackStep(start: ms(0), from: box, end: ms(400), to: box)
    let found = try #require(try Self.change(in: stay, of: cut))
    #expect(found.lastBefore == ms(240) && found.firstAfter == ms(280))
  }

  @Test("A flash of one or two frames is no change of the face", arguments: 1...2)
  func ignoresFlashes(length: Int) throws {
    let box = Scene.box(100, 90)
    let flash = (0..<11).map { 5..<5 + length ~= $0 ? Scene.noise(seed: 5) : Scene.picture(100, 90) }
    let step = TrackStep(start: ms(0), from: box, end: ms(400), to: box)
    #expect(try Self.change(in: step, of: flash) == nil)
  }

  private static func change(in step: TrackStep, of pictures: [LumaFrame]) throws -> FlowChange? {
    var tracker = try flowTracker(pictures, [:])
    return try tracker.sceneCut(in: step)
  }

  @Test("A tracker that knows what the pixels said follows faces without them")
  func knows() throws {
    let box = Scene.box(Self.place(0), 90)
    let step = TrackStep(start: ms(0), from: box, end: ms(240), to: Scene.box(Self.place(6), 90))
    var seen = try flowTracker(Self.pictures, [0: [box]], FlowTracker(keepsFindings: true))
    let change = try seen.sceneCut(in: step)
    let bytes = try #require(Self.pictures.first).bytes.count
    func follow(_ findings: FlowFindings) throws -> FlowTracker {
      var tracker = FlowTracker(knowing: findings, bytesPerFrame: bytes)
      try tracker.add([box], at: ms(0))
      for index in Self.pictures.indices { try tracker.addKnownFrame(at: ms(40 * Int64(index))) }
      return tracker
    }
    var known = try follow(seen.findings)
    let path = try #require(seen.path(of: box, seenAt: ms(0), .forward))
    #expect(path.places.count > 3 && known.path(of: box, seenAt: ms(0), .forward) == path)
    #expect(try known.sceneCut(in: step) == change)
    // What was not asked of the pixels is not known.
    #expect(throws: MissingFinding.self) {
      try known.sceneCut(in: TrackStep(start: ms(0), from: box, end: ms(240), to: box))
    }
    for missing in seen.findings.moves.keys {
      var findings = seen.findings
      findings.moves[missing] = nil
      #expect(throws: MissingFinding.self) { try follow(findings) }
    }
  }
}
